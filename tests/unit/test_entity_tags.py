"""Entity tags, compared as RFC 9110 has them."""

from hypothesis import given
from hypothesis import strategies as st

from domain.rules import entity_tags

tags = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f'), max_size=8)
members = st.tuples(st.sampled_from(["", "W/"]), tags.map(lambda tag: f'"{tag}"'))


@given(st.integers(1, 2**63 - 1), st.lists(members, max_size=4), st.sampled_from([",", ", ", " ,\t"]))
def test_a_tag_is_among_those_that_are_listed_and_no_others(
    version: int, others: list[tuple[str, str]], between: str
) -> None:
    tag = entity_tags.of(version)
    others = [(weak, other) for weak, other in others if other != tag]
    listed = [weak + other for weak, other in others]

    assert not entity_tags.is_among(tag, between.join(listed), weakly=True)
    assert entity_tags.is_among(tag, between.join([*listed, tag]))
    assert not entity_tags.is_among(tag, between.join([f"W/{tag}", *listed]))
    assert entity_tags.is_among(tag, between.join([f"W/{tag}", *listed]), weakly=True)


def test_any_tag_is_among_a_star_and_a_star_in_quotes_is_a_tag() -> None:
    assert entity_tags.is_among(entity_tags.of(1), " * ")
    assert not entity_tags.is_among(entity_tags.of(1), '"*"')


@given(st.integers(1, 2**63 - 1), st.integers(1, 2**63 - 1))
def test_versions_have_tags_of_their_own(one: int, other: int) -> None:
    assert (one == other) == (entity_tags.of(one) == entity_tags.of(other))
