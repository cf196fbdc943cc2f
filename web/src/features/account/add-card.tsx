"use client";

import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import {
  AccountDocument,
  SavePaymentMethodDocument,
  TraderDocument,
} from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Choice } from "#web/ui/field.tsx";

/** Cards of the payment provider's test mode. In live mode its own form would give the token instead. */
const TEST_CARDS = [
  { token: "pm_card_visa", label: "Visa ending 4242: works" },
  { token: "pm_card_mastercard", label: "Mastercard ending 4444: works" },
  { token: "pm_card_amex", label: "American Express ending 8431: works" },
  { token: "pm_card_chargeCustomerFail", label: "Visa ending 0341: is declined when charged" },
] as const;

/** Saves a card without leaving the place: test cards, because no real money moves here. */
export function AddCard({ onSaved }: Readonly<{ onSaved: () => void }>) {
  const [token, setToken] = useState<string>(TEST_CARDS[0].token);
  const [save, { loading }] = useMutation(SavePaymentMethodDocument, {
    refetchQueries: [TraderDocument, AccountDocument],
  });
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    setProblem(null);
    try {
      const { data, error } = await save({ variables: { input: { token } } });
      const refusal = data?.savePaymentMethod?.userErrors[0];
      if (data?.savePaymentMethod?.paymentMethod) onSaved();
      else
        setProblem(refusal?.message ?? faultIn(error)?.message ?? "The card could not be saved. Try again.");
    } catch (thrown) {
      setProblem(faultIn(thrown)?.message ?? "The card could not be saved. Try again.");
    }
  };
  return (
    <div className="grid gap-3">
      <Choice
        label="Test card (no real money moves)"
        value={token}
        onChange={(event) => setToken(event.target.value)}
      >
        {TEST_CARDS.map((card) => (
          <option key={card.token} value={card.token}>
            {card.label}
          </option>
        ))}
      </Choice>
      {problem && (
        <p role="alert" className="text-small text-danger">
          {problem}
        </p>
      )}
      <Button look="outline" busy={loading} onClick={() => void submit()}>
        Save this card
      </Button>
    </div>
  );
}
