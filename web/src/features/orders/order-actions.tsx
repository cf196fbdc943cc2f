"use client";

import { useMutation } from "@apollo/client/react";
import { type FormEvent, useState } from "react";
import { AddressForm } from "#web/features/account/address-form.tsx";
import { attempt } from "#web/features/account/attempt.ts";
import {
  ConfirmDeliveryDocument,
  MarkShippedDocument,
  type OrderDetailFragment,
  SetShippingAddressDocument,
} from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Field } from "#web/ui/field.tsx";

type Props = Readonly<{ order: OrderDetailFragment }>;

/** The seller says that the parcel is on its way. */
function MarkShipped({ order }: Props) {
  const [markShipped, { loading }] = useMutation(MarkShippedDocument);
  const [problem, setProblem] = useState<Readonly<{ field: string | null; message: string }> | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = {
      orderId: order.id,
      carrier: String(form.get("carrier")).trim(),
      trackingNumber: String(form.get("trackingNumber")).trim(),
    };
    setProblem(
      await attempt(async () => {
        const { data, error } = await markShipped({ variables: { input } });
        return { payload: data?.markShipped, error };
      }),
    );
  };
  const of = (field: string): string | null => (problem?.field === field ? problem.message : null);
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3">
      <Field
        label="Carrier"
        name="carrier"
        required
        maxLength={50}
        placeholder="UPS, DHL, USPS…"
        problem={of("carrier")}
      />
      <Field
        label="Tracking number"
        name="trackingNumber"
        required
        maxLength={100}
        autoComplete="off"
        problem={of("trackingNumber")}
      />
      {problem && !of("carrier") && !of("trackingNumber") && (
        <p role="alert" className="text-danger">
          {problem.message}
        </p>
      )}
      <Button type="submit" busy={loading}>
        Mark as shipped
      </Button>
    </form>
  );
}

/** The buyer says that it arrived; the seller is paid. Asked once more, because it cannot be taken back. */
function ConfirmDelivery({ order }: Props) {
  const [confirmDelivery, { loading }] = useMutation(ConfirmDeliveryDocument);
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const perform = async () => {
    const found = await attempt(async () => {
      const { data, error } = await confirmDelivery({ variables: { input: { orderId: order.id } } });
      return { payload: data?.confirmDelivery, error };
    });
    setProblem(found?.message ?? null);
  };
  return (
    <div className="grid gap-3">
      {asked ? (
        <>
          <p className="text-grey-7">
            The seller is paid then, and it cannot be taken back. Is it here, and as agreed?
          </p>
          <div className="flex gap-2">
            <Button look="bid" busy={loading} onClick={() => void perform()}>
              Yes, pay the seller
            </Button>
            <Button look="quiet" onClick={() => setAsked(false)}>
              Not yet
            </Button>
          </div>
        </>
      ) : (
        <Button look="bid" onClick={() => setAsked(true)}>
          Confirm that it arrived
        </Button>
      )}
      {problem && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}

function SetAddress({ order }: Props) {
  const [setAddress] = useMutation(SetShippingAddressDocument);
  return (
    <AddressForm
      button="Ship it there"
      {...(order.shippingAddress
        ? {
            initial: {
              ...order.shippingAddress,
              line2: order.shippingAddress.line2 ?? null,
              region: order.shippingAddress.region ?? null,
            },
          }
        : {})}
      onSubmit={(address) =>
        attempt(async () => {
          const { data, error } = await setAddress({ variables: { input: { orderId: order.id, address } } });
          return { payload: data?.setShippingAddress, error };
        })
      }
    />
  );
}

/** What the person may do with an order now: the graph says what, this says how. */
export function OrderActions({ order }: Props) {
  const { availableActions, shippingAddress } = order;
  return (
    <>
      {availableActions.includes("SET_SHIPPING_ADDRESS") &&
        (shippingAddress ? (
          <details>
            <summary className="font-medium text-accent">Change the address</summary>
            <div className="pt-4">
              <SetAddress order={order} />
            </div>
          </details>
        ) : (
          <SetAddress order={order} />
        ))}
      {availableActions.includes("MARK_SHIPPED") && <MarkShipped order={order} />}
      {availableActions.includes("CONFIRM_DELIVERY") && <ConfirmDelivery order={order} />}
    </>
  );
}
