"use client";

import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import {
  AccountDocument,
  AddAddressDocument,
  RemoveAddressDocument,
  type SavedAddressFragment,
} from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button } from "#web/ui/button.tsx";
import { useToast } from "#web/ui/toast.tsx";
import type { Viewer } from "./account-page.tsx";
import { AddressForm, type AddressGiven } from "./address-form.tsx";
import { attempt } from "./attempt.ts";

function AddressCard({ address }: Readonly<{ address: SavedAddressFragment }>) {
  const say = useToast();
  const [remove, { loading }] = useMutation(RemoveAddressDocument, { refetchQueries: [AccountDocument] });
  const perform = async () => {
    const found = await attempt(async () => {
      const { data, error } = await remove({ variables: { input: { addressId: address.id } } });
      return { payload: data?.removeAddress, error };
    });
    if (found) say(found.message, "problem");
    else say("The address is removed.");
  };
  const { recipient, line1, line2, city, region, postalCode, countryCode } = address;
  return (
    <li className="flex items-start gap-3 rounded-base border border-grey-3 px-4 py-2.5">
      <address className="flex-1 not-italic">
        <span className="font-medium">{recipient}</span>
        <span className="label block">
          {[line1, line2, `${postalCode} ${city}`, region, countryCode].filter(Boolean).join(", ")}
        </span>
      </address>
      {address.isDefault && <Badge tone="accent">Orders go here</Badge>}
      <Button look="quiet" size="small" busy={loading} onClick={() => void perform()}>
        Remove
      </Button>
    </li>
  );
}

/** Where parcels go: new orders take the default address. */
export function Addresses({ viewer }: Readonly<{ viewer: Viewer }>) {
  const say = useToast();
  const [add] = useMutation(AddAddressDocument, { refetchQueries: [AccountDocument] });
  const [adding, setAdding] = useState(false);
  const submit = async (address: AddressGiven) => {
    const found = await attempt(async () => {
      const { data, error } = await add({ variables: { input: { ...address, makeDefault: true } } });
      return { payload: data?.addAddress, error };
    });
    if (!found) {
      setAdding(false);
      say("The address is saved. New orders go there.");
    }
    return found;
  };
  return (
    <>
      {viewer.addresses.length === 0 && !adding && (
        <p className="text-grey-7">
          No address yet. Without one, an order is paid and waits until you say where it is to go.
        </p>
      )}
      <ul className="grid gap-2">
        {viewer.addresses.map((address) => (
          <AddressCard key={address.id} address={address} />
        ))}
      </ul>
      {adding ? (
        <AddressForm button="Save address" onSubmit={submit} />
      ) : (
        <Button look="outline" className="justify-self-start" onClick={() => setAdding(true)}>
          Add an address
        </Button>
      )}
    </>
  );
}
