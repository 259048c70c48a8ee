"""Forged and odd tokens as data: what is wrong with each, and how it is made of a signer's means."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_decode, base64url_encode

from contract_tests.issuer import private_key, public_jwk


def part(value: Any) -> str:
    """A part of a token: JSON in base64url, or bytes as they stand."""
    return base64url_encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode()


@dataclass
class Signer:
    """The means of one whose tokens are good: key, algorithm, key id, and what the server expects in the claims."""

    algorithm: str
    key: Any
    kid: str
    issuer: str
    audience: str
    user: str = field(default_factory=lambda: str(uuid4()))

    @property
    def header(self) -> dict[str, Any]:
        return {"alg": self.algorithm, "kid": self.kid, "typ": "JWT"}

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Good claims; None takes one out."""
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": self.audience, "sub": self.user, "exp": now + 300, "scope": "learn"}
        return {name: value for name, value in {**whole, **changed}.items() if value is not None}

    def token(self, header: Any = None, payload: Any = None, **changed: Any) -> str:
        """A token signed by the good key, whatever it says."""
        text = f"{part(header or self.header)}.{part(payload or self.claims(**changed))}"
        algorithm = jwt.get_algorithm_by_name(self.algorithm)
        signature = algorithm.sign(text.encode(), algorithm.prepare_key(self.key))
        return f"{text}.{part(signature)}"

    def headed(self, **more: Any) -> str:
        """A token signed by the good key under a changed header."""
        return self.token({**self.header, **more})

    def by(self, algorithm: str, key: Any, **header: Any) -> str:
        """Good claims signed by another key."""
        return jwt.encode(self.claims(), key, algorithm=algorithm, headers={"kid": self.kid, **header})

    def hmac_of(self, secret: bytes, **header: Any) -> str:
        """Good claims under an HMAC of anything, which libraries refuse to take for a key."""
        text = f"{part({**self.header, 'alg': 'HS256', **header})}.{part(self.claims())}"
        return f"{text}.{part(hmac.digest(secret, text.encode(), hashlib.sha256))}"

    @property
    def public(self) -> bytes:
        """What everyone may know of the key, as an attacker would use it; of a shared key nothing but its length."""
        if isinstance(self.key, str):
            return b"x" * len(self.key)
        return bytes(self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    def parts(self) -> list[str]:
        return self.token().split(".")


def unsigned(s: Signer, algorithm: Any, signature: str = "") -> str:
    return f"{part({**s.header, 'alg': algorithm})}.{part(s.claims())}.{signature}"


def as_der(s: Signer) -> str:
    """A good signature in the wrong form: the two numbers of ES256 as ASN.1 has them; else with a byte before it."""
    head, _, text = s.token().rpartition(".")
    raw = base64url_decode(text)
    half = len(raw) // 2
    r, t = int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    return f"{head}.{part(encode_dss_signature(r, t) if s.algorithm == 'ES256' else bytes(1) + raw)}"


def other(s: Signer) -> Any:
    return private_key("P-256" if s.algorithm == "ES256" else "2048", 99)


def asymmetric(s: Signer) -> str:
    return "ES256" if s.algorithm == "ES256" else "RS256"


def loose_bits(s: Signer) -> str:
    """The same signature, written with another last letter where its bits are not read."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = s.token()
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


Make = Callable[[Signer], str]
FORGED: dict[str, Make] = {
    "nothing at all": lambda s: "",
    "not a token": lambda s: "let me in",
    "one part": lambda s: "e30",
    "two parts": lambda s: ".".join(s.parts()[:2]),
    "four parts": lambda s: f"{s.token()}.e30",
    "three empty parts": lambda s: "..",
    "an empty header": lambda s: "." + s.token().split(".", 1)[1],
    "an empty payload": lambda s: f"{s.parts()[0]}..{s.parts()[2]}",
    "two tokens": lambda s: f"{s.token()} {s.token()}",
    "two tokens and a comma": lambda s: f"{s.token()},{s.token()}",
    "a space in it": lambda s: s.token().replace(".", ". ", 1),
    "quotes around it": lambda s: f'"{s.token()}"',
    "not ASCII": lambda s: s.token() + "é",
    "letters that base64url does not have": lambda s: s.token()[:-8] + "++//" + s.token()[-4:],
    "letters that decoders skip": lambda s: s.token()[:-4] + "!*!*" + s.token()[-4:],
    "padding": lambda s: s.token() + "==",
    "a last letter that decodes to the same": loose_bits,
    "longer than any token": lambda s: s.token(note="x" * 5_000),
    "much longer than any token": lambda s: "A" * 30_000,
    "a header that is no JSON": lambda s: s.token(b"{alg"),
    "a header that is a list": lambda s: s.token([s.header]),
    "a header that is a number": lambda s: s.token(7),
    "a header nested 700 deep": lambda s: s.token(b"[" * 700),
    "a header that is not UTF-8": lambda s: s.token(b'{"alg": "\xff"}'),
    "a payload that is no JSON": lambda s: s.token(payload=b"{sub"),
    "a payload that is a list": lambda s: s.token(payload=[s.claims()]),
    "a payload nested 2,000 deep": lambda s: s.token(payload=b"[" * 2_000),
    "another token inside": lambda s: s.token({**s.header, "cty": "JWT"}, s.token().encode()),
    "five parts, as if encrypted": lambda s: f"{part({'alg': 'RSA-OAEP', 'enc': 'A256GCM'})}.AA.AA.AA.AA",
    "algorithm none": lambda s: unsigned(s, "none"),
    "algorithm None": lambda s: unsigned(s, "None"),
    "algorithm NONE": lambda s: unsigned(s, "NONE", "AA"),
    "algorithm nOnE under a good signature": lambda s: s.headed(alg="nOnE"),
    "no algorithm": lambda s: s.token({"kid": s.kid}),
    "algorithm null": lambda s: s.headed(alg=None),
    "algorithm a list": lambda s: s.headed(alg=[s.algorithm]),
    "algorithm in small letters": lambda s: s.headed(alg=s.algorithm.lower()),
    "algorithm unknown": lambda s: s.headed(alg="XS256"),
    "another algorithm of the same family": lambda s: s.headed(alg=s.algorithm.replace("256", "512")),
    "HS256 with the public key for a secret": lambda s: s.hmac_of(s.public),
    "HS256 with nothing for a secret": lambda s: s.hmac_of(b""),
    "HS256 with the key id for a secret": lambda s: s.hmac_of(s.kid.encode()),
    "another key under the same id": lambda s: s.by(asymmetric(s), other(s)),
    "another key under an id of its own": lambda s: s.by(asymmetric(s), other(s), kid="mine"),
    "the other algorithm's key": lambda s: s.by(
        "RS256" if s.algorithm == "ES256" else "ES256", private_key("P-256" if s.algorithm != "ES256" else "2048", 98)
    ),
    "a key id that is a path": lambda s: s.hmac_of(b"", kid="../../../../dev/null"),
    "a key id that is SQL": lambda s: s.hmac_of(b"x", kid="x' UNION SELECT 'x"),
    "a key id that is a command": lambda s: s.by(asymmetric(s), other(s), kid="|/usr/bin/id"),
    "a key id that is an address": lambda s: s.by(asymmetric(s), other(s), kid="https://evil.example/key"),
    "a key id that is a number": lambda s: s.headed(kid=1),
    "a key id that is a list": lambda s: s.headed(kid=[s.kid]),
    "its own key beside it (jwk)": lambda s: s.by(asymmetric(s), other(s), jwk=public_jwk(other(s), asymmetric(s))),
    "its keys elsewhere (jku)": lambda s: s.by(asymmetric(s), other(s), jku="https://evil.example/jwks.json"),
    "its certificate elsewhere (x5u)": lambda s: s.by(asymmetric(s), other(s), x5u="https://evil.example/c.pem"),
    "its certificate beside it (x5c)": lambda s: s.by(asymmetric(s), other(s), x5c=["MIIB"]),
    "something critical that nobody here knows": lambda s: s.headed(crit=["exp"]),
    "a payload that is not encoded (b64)": lambda s: s.headed(b64=False, crit=["b64"]),
    "a token for something else": lambda s: s.headed(typ="secevent+jwt"),
    "a proof of possession": lambda s: s.headed(typ="dpop+jwt"),
    "no signature": lambda s: ".".join([*s.parts()[:2], ""]),
    "signature cut short": lambda s: s.token()[:-4],
    "signature made longer": lambda s: s.token() + "AAAA",
    "signature of zeros": lambda s: ".".join([*s.parts()[:2], part(bytes(64))]),
    "signature of another token": lambda s: ".".join([*s.parts()[:2], s.token(sub=str(uuid4())).split(".")[2]]),
    "another user under the old signature": lambda s: (
        f"{s.parts()[0]}.{part(s.claims(sub=str(uuid4())))}.{s.parts()[2]}"
    ),
    "more scopes under the old signature": lambda s: (
        f"{s.parts()[0]}.{part(s.claims(scope='grade:write'))}.{s.parts()[2]}"
    ),
    "signature in another form": as_der,
    "expired": lambda s: s.token(exp=int(time.time()) - 1),
    "expired long ago": lambda s: s.token(exp=1),
    "expires before 1970": lambda s: s.token(exp=-1),
    "no expiry": lambda s: s.token(exp=None),
    "an expiry in words": lambda s: s.token(exp="tomorrow"),
    "an expiry in a string": lambda s: s.token(exp=str(int(time.time()) + 300)),
    "an expiry that is true": lambda s: s.token(exp=True),
    "an expiry that is no number": lambda s: s.token(exp=float("nan")),
    "an expiry without end": lambda s: s.token(exp=float("inf")),
    "an expiry of 401 digits": lambda s: s.token(exp=10**400),
    "an expiry in a list": lambda s: s.token(exp=[int(time.time()) + 300]),
    "an expiry in milliseconds": lambda s: s.token(exp=(int(time.time()) + 300) * 1000),
    "not valid yet": lambda s: s.token(nbf=int(time.time()) + 60),
    "valid from no date": lambda s: s.token(nbf="now"),
    "issued in the future": lambda s: s.token(iat=int(time.time()) + 60),
    "issued at no date": lambda s: s.token(iat={}),
    "no issuer": lambda s: s.token(iss=None),
    "another issuer": lambda s: s.token(iss="https://evil.example"),
    "the issuer and a slash": lambda s: s.token(iss=f"{s.issuer}/"),
    "the issuer's beginning": lambda s: s.token(iss=s.issuer[:-1]),
    "the issuer and more": lambda s: s.token(iss=f"{s.issuer}.evil.example"),
    "the issuer in capitals": lambda s: s.token(iss=s.issuer.upper()),
    "the issuer in a list": lambda s: s.token(iss=[s.issuer]),
    "no audience": lambda s: s.token(aud=None),
    "another audience": lambda s: s.token(aud="someone-else"),
    "several audiences without us": lambda s: s.token(aud=["a", "b"]),
    "an empty list of audiences": lambda s: s.token(aud=[]),
    "our audience among numbers": lambda s: s.token(aud=[s.audience, 1]),
    "the audience and more": lambda s: s.token(aud=f"{s.audience}-2"),
    "no subject": lambda s: s.token(sub=None),
    "a subject that is null": lambda s: s.token(payload={**s.claims(), "sub": None}),
    "a subject that is a number": lambda s: s.token(sub=7),
    "a subject that is a list": lambda s: s.token(sub=[s.user]),
    "a subject that is a name": lambda s: s.token(sub="root"),
    "a subject that is empty": lambda s: s.token(sub=""),
    "a subject as a URN": lambda s: s.token(sub=f"urn:uuid:{s.user}"),
    "a subject in braces": lambda s: s.token(sub=f"{{{s.user}}}"),
    "a subject without hyphens": lambda s: s.token(sub=s.user.replace("-", "")),
    "a subject and a line": lambda s: s.token(sub=f"{s.user}\n"),
    "a scope that is a number": lambda s: s.token(scope=7),
    "a scope that is an object": lambda s: s.token(scope={"learn": True}),
    "a scope that lists a number": lambda s: s.token(scope=["learn", 7]),
}
"""What is wrong → a token that must not get in."""

ODD: dict[str, Make] = {
    "no key id's business: fields that nobody here reads": lambda s: s.headed(jku="https://evil.example", x5t="x"),
    "an access token by RFC 9068": lambda s: s.headed(typ="at+jwt"),
    "a tab behind it, which is no part of a header's value": lambda s: f"{s.token()}\t",
    "no type": lambda s: s.token({"alg": s.algorithm, "kid": s.kid}),
    "several audiences, us among them": lambda s: s.token(aud=["a", s.audience]),
    "an expiry in parts of a second": lambda s: s.token(exp=time.time() + 300.5),
    "a clock a little ahead of ours": lambda s: s.token(iat=int(time.time()) + 5, nbf=int(time.time()) + 5),
    "the subject in capitals": lambda s: s.token(sub=s.user.upper()),
    "scopes in a list": lambda s: s.token(scope=["other", "learn"]),
    "scopes and many spaces": lambda s: s.token(scope="  other   learn "),
    "a claim twice, of which the last counts": lambda s: s.token(
        payload=json.dumps(s.claims()).replace('"sub"', '"sub": "root", "sub"', 1).encode()
    ),
}
"""Unusual, and good."""
