"""Keep attack A19: who holds the issue key and saw every blinded message looks for the pair."""

from collections.abc import Sequence

import numpy as np
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from numpy.random import Generator

from survey.ballots.keys import EXPONENT
from tests.redteam.case import Actor, Case, Stored
from tests.redteam.linking import Costs, Guess, assign


class ImpossiblePair(Exception):
    """Some pair of a blinded message and a credential cannot belong together: pairs can be told."""


def a19_every_pair_fits(case: Case, rng: Generator) -> Guess:
    """A19: compute for every pair the factor that would have blinded it; take the smallest ones.

    Every factor below the modulus fits. A device that drew short factors, or drew them from a poor
    source, would be betrayed by the size of its own.
    """
    guess: dict[str, str] = {}
    for code in case.departments:
        own = [actor for actor in case.department(code) if actor.blinded]
        rows = [
            row
            for row in case.sights["evening"].ballots
            if row.department == code and row.signature is not None
        ]
        key = _find_key(case, code)
        if own and rows and key is not None:
            emails, names = [actor.email for actor in own], [row.key for row in rows]
            guess |= assign(emails, names, _compute_factors(own, rows, key), rng)
    return guess


def _compute_factors(own: Sequence[Actor], rows: Sequence[Stored], key: RSAPrivateKey) -> Costs:
    n = key.private_numbers().public_numbers.n
    signatures = [int.from_bytes(row.signature or b"", "big") for row in rows]
    inverses = [pow(signature, -1, n) for signature in signatures]
    messages = [pow(signature, EXPONENT, n) for signature in signatures]
    costs = np.zeros((len(own), len(rows)))
    for i, actor in enumerate(own):
        blinded = int.from_bytes(actor.blinded, "big")
        signed = _sign(blinded, key)
        for j, inverse in enumerate(inverses):
            factor = signed * inverse % n
            if pow(factor, EXPONENT, n) * messages[j] % n != blinded:
                raise ImpossiblePair
            costs[i, j] = factor / n
    return costs


def _sign(message: int, key: RSAPrivateKey) -> int:
    """Raise to the private exponent, by the two primes apart."""
    held = key.private_numbers()
    of_p, of_q = pow(message, held.dmp1, held.p), pow(message, held.dmq1, held.q)
    return of_q + held.q * (held.iqmp * (of_p - of_q) % held.p)


def _find_key(case: Case, department: str) -> RSAPrivateKey | None:
    for name, pem in case.keys_open.items():
        if department in name:
            key = load_pem_private_key(pem, password=None)
            return key if isinstance(key, RSAPrivateKey) else None
    return None
