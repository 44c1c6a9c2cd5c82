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
    numbers = key.private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    signed = {actor.email: pow(int.from_bytes(actor.blinded, "big"), d, n) for actor in own}
    costs = np.zeros((len(own), len(rows)))
    for i, actor in enumerate(own):
        for j, row in enumerate(rows):
            signature = int.from_bytes(row.signature or b"", "big")
            factor = signed[actor.email] * pow(signature, -1, n) % n
            if pow(factor, EXPONENT, n) * pow(signature, EXPONENT, n) % n != int.from_bytes(
                actor.blinded, "big"
            ):
                raise ImpossiblePair
            costs[i, j] = factor / n
    return costs


def _find_key(case: Case, department: str) -> RSAPrivateKey | None:
    for name, pem in case.keys_open.items():
        if department in name:
            key = load_pem_private_key(pem, password=None)
            return key if isinstance(key, RSAPrivateKey) else None
    return None
