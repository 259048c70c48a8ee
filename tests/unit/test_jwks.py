"""Which of the keys in an issuer's JWKS are taken, and what for."""

from typing import Any

import jwt

from app import keys
from contract_tests.issuer import private_key, public_jwk

RSA, P256 = private_key("2048"), private_key("P-256")
NO_KEYS: dict[str, Any] = {
    "no object": 7,
    "no id": public_jwk(RSA, "RS256"),
    "an id that is a number": public_jwk(RSA, "RS256", kid=1),
    "of an unknown kind": {"kty": "XYZ", "kid": "k"},
    "of no kind": {"kid": "k", "n": "AQAB"},
    "a shared secret": {"kty": "oct", "kid": "k", "k": "c2VjcmV0", "alg": "HS256"},
    "for encryption": public_jwk(RSA, "RS256", kid="k", use="enc"),
    "for signing alone": public_jwk(RSA, "RS256", kid="k", key_ops=["sign"]),
    "for no list of uses": public_jwk(RSA, "RS256", kid="k", key_ops=7),
    "RSA of 1,024 bits": public_jwk(private_key("1024"), "RS256", kid="k"),
    "RSA for another algorithm": public_jwk(RSA, "RS256", kid="k", alg="PS256"),
    "RSA that says it is a curve": public_jwk(RSA, "RS256", kid="k", alg="ES256"),
    "P-384": public_jwk(private_key("P-384"), "ES384", kid="k"),
    "P-384 that says it is P-256": public_jwk(private_key("P-384"), "ES384", kid="k", alg="ES256"),
    "a point that is on no curve": public_jwk(P256, "ES256", kid="k", x="AAAA"),
    "a modulus that is no number": public_jwk(RSA, "RS256", kid="k", n=5),
    "its private half": jwt.get_algorithm_by_name("RS256").to_jwk(RSA, as_dict=True) | {"kid": "k"},
}


def test_what_is_no_key_for_us_is_left_out_and_spoils_no_other() -> None:
    good = [public_jwk(RSA, "RS256", kid="good"), public_jwk(P256, "ES256", kid="good")]
    found = {name: list(keys.usable([bad, *good])) for name, bad in NO_KEYS.items()}

    assert {name: [("good", "RS256"), ("good", "ES256")] for name in NO_KEYS} == found


def test_a_key_that_says_nothing_of_its_algorithm_is_taken_for_what_it_can_do() -> None:
    plain = [public_jwk(RSA, "RS256", kid="a", alg=None, use=None), public_jwk(P256, "ES256", kid="b", alg=None)]

    assert [("a", "RS256"), ("b", "ES256")] == list(keys.usable(plain))


def test_of_two_keys_by_one_name_neither_is_taken_unless_they_are_the_same() -> None:
    one, two = public_jwk(RSA, "RS256", kid="k"), public_jwk(private_key("2048", 1), "RS256", kid="k")

    assert ([], [("k", "RS256")]) == (list(keys.usable([one, two])), list(keys.usable([one, one])))
