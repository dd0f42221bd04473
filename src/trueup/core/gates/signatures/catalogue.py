"""The rules over signatures, in the order of their codes."""

from __future__ import annotations

from trueup.core.gates.signatures.agreement_declined import agreement_declined
from trueup.core.gates.signatures.author_is_sole_signer import author_is_sole_signer
from trueup.core.gates.signatures.case import SignatureCase
from trueup.core.gates.signatures.goal_owner_signs_for_business import goal_owner_signs_for_business
from trueup.core.gates.signatures.signature_lapsed import signature_lapsed
from trueup.core.gates.signatures.signature_not_counted import signature_not_counted
from trueup.core.gates.signatures.signature_suspect import signature_suspect
from trueup.core.gates.signatures.signatures_without_proof import signatures_without_proof
from trueup.core.gates.signatures.signed_for_both_sides import signed_for_both_sides
from trueup.core.gates.signatures.sponsor_gone_quiet import sponsor_gone_quiet
from trueup.core.rules.rule import LaterRule

SIGNATURE_CATALOGUE: tuple[LaterRule[SignatureCase], ...] = (
    signature_lapsed,
    signature_suspect,
    signed_for_both_sides,
    goal_owner_signs_for_business,
    signature_not_counted,
    sponsor_gone_quiet,
    agreement_declined,
    author_is_sole_signer,
    signatures_without_proof,
)
