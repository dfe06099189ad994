"""Laws of reading posts; each odd shape is one that some software sends."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab.iri import PUBLIC
from fediforum.vocab.objects import (
    Attachment,
    Emoji,
    Hashtag,
    Mention,
    Object,
    ObjectLink,
    Option,
    Source,
    Tombstone,
)
from fediforum.vocab.reading import read_object

ANN = "https://alpha.test/ann"
POST = "https://alpha.test/posts/1"
OTHER = "https://beta.test/posts/2"
PAGE = "https://alpha.test/p/1"


def post(type_: str = "Note", **properties: Any) -> Object:
    found = read_object({"id": POST, "type": type_, "attributedTo": ANN, **properties})
    assert isinstance(found, Object)
    return found


def test_null_is_as_if_it_were_not_there() -> None:
    keys = ("summary", "inReplyTo", "context", "tag", "attachment", "to", "cc", "url", "source")
    nulls: dict[str, Any] = dict.fromkeys(keys)

    assert post() == post(**nulls)


@pytest.mark.parametrize("author", [7, "1", "ann", {}, {"id": 1}, [], [ANN, OTHER], None])
def test_a_post_without_one_author_is_malformed(author: Any) -> None:
    with pytest.raises(Malformed):
        post(attributedTo=author)


def test_a_video_is_by_the_person_among_its_owners() -> None:
    channel = {"type": "Group", "id": OTHER}

    assert ANN == post("Video", attributedTo=[channel, {"type": "Person", "id": ANN}]).attributed_to
    assert ANN == post("Video", attributedTo=[ANN, OTHER]).attributed_to
    assert ANN == post(attributedTo=[{"type": "Person", "id": ANN}]).attributed_to


def test_what_a_group_publishes_is_by_who_wrote_it() -> None:
    """Mobilizon; the group speaks for nobody of another server."""
    group = "https://alpha.test/@gardeners"

    assert ANN == post("Event", actor=ANN, attributedTo=group).attributed_to
    assert ANN == post("Article", actor={"id": ANN}, attributedTo=[group]).attributed_to
    assert group == post("Note", actor=ANN, attributedTo=group).attributed_to
    assert group == post("Event", actor=OTHER, attributedTo=group).attributed_to


def test_event_that_is_only_online_is_at_its_link() -> None:
    """PieFed."""
    assert OTHER == post("Event", onlineLink=OTHER).location
    assert "Zaal" == post("Event", onlineLink=OTHER, location={"name": "Zaal"}).location


@pytest.mark.parametrize("type_", ["Place", "Person", "", 7, None, ["Note", "Event"], []])
def test_what_is_not_exactly_one_kind_of_post_is_malformed(type_: Any) -> None:
    with pytest.raises(Malformed):
        post(type=type_)


def test_a_known_type_may_stand_among_others() -> None:
    assert "Event" == post(type=["schema:Event", "as:Event", "x:Party"]).type


@pytest.mark.parametrize("nothing", [None, "", {}, []])
def test_a_thread_starter_answers_nothing(nothing: Any) -> None:
    assert post(inReplyTo=nothing).in_reply_to is None


@pytest.mark.parametrize("parent", ["http://beta.test/1", "bear:?u=x", 7, {"type": "Note"}])
def test_a_reply_to_what_cannot_be_named_does_not_become_a_thread(parent: Any) -> None:
    with pytest.raises(Malformed):
        post(inReplyTo=parent)


def test_a_parent_may_be_listed_or_embedded_and_is_not_the_post_itself() -> None:
    assert OTHER == post(inReplyTo=[OTHER, PAGE]).in_reply_to
    assert OTHER == post(inReplyTo={"id": OTHER, "type": "Note"}).in_reply_to
    assert post(inReplyTo=POST).in_reply_to is None


def test_content_may_come_by_language() -> None:
    dutch = post(contentMap={"nl": "<p>Hallo</p>", "en": "<p>Hi</p>"})

    assert ("<p>Hallo</p>", "nl") == (dutch.content, dutch.language)
    assert "en" == post(language={"identifier": "en", "name": "English"}).language
    assert post(language={"identifier": "und"}).language is None
    assert post(language="x" * 99).language is None


def test_long_texts_are_cut_and_long_titles_too() -> None:
    found = post(name="t" * 1000, summary="s" * 10**5, content="é" * 10**6)

    assert limits.TITLE_CHARS == len(found.name or "")
    assert limits.SUMMARY == len(found.summary or "")
    assert limits.CONTENT == len(found.content.encode())


def test_a_title_is_one_line() -> None:
    assert "Slugs ate it" == post(name=" Slugs\n ate\t it ").name
    assert post(name=" \n").name is None


def test_sources_are_kept_with_their_markup() -> None:
    source = {"content": "[b]Hi[/b]", "mediaType": "text/bbcode"}

    assert Source("[b]Hi[/b]", "text/bbcode") == post(source=source).source
    assert post(source="Hi").source is None
    assert post(source={"content": 7, "mediaType": "text/markdown"}).source is None


def test_tags_may_be_one_or_many_and_odd_ones_are_left_out() -> None:
    """FEP-9098."""
    mention = {"type": "Mention", "href": ANN, "name": "@ann"}
    tags = [
        mention,
        {"type": "as:Hashtag", "name": "#lettuce", "href": "/tags/lettuce"},
        {"type": "toot:Emoji", "name": ":slug:", "icon": {"type": "Image", "url": OTHER}},
        {"type": "Link", "href": OTHER, "rel": "x:quote", "name": "RE"},
        {"type": "Mention", "href": 7},
        {"type": "Hashtag", "name": "##"},
        {"type": "CommunityPostTag", "name": "help"},
        "tag",
        None,
    ]

    found = post(tag=tags)

    assert (Mention(ANN, "@ann"),) == post(tag=mention).tag  # type: ignore[arg-type]
    assert [Mention, Hashtag, Emoji, ObjectLink] == [type(tag) for tag in found.tag]
    assert ("lettuce",) == tuple(tag.name for tag in found.hashtags)


def test_mentions_and_hashtags_beyond_the_limit_are_cut() -> None:
    mentions = [{"type": "Mention", "href": f"{ANN}{n}"} for n in range(400)]
    hashtags = [{"type": "Hashtag", "name": f"#{n}"} for n in range(400)]

    found = post(tag=[*mentions, *hashtags])

    assert limits.MENTIONS == len(found.mentions)
    assert limits.HASHTAGS == len(found.hashtags)


def test_attachments_are_files_and_links_in_many_shapes() -> None:
    given = [
        {"type": "Document", "mediaType": "image/png", "url": OTHER, "name": None, "width": 9},
        {"type": "Image", "url": {"type": "Link", "href": OTHER}, "summary": "A slug"},
        {"type": "Link", "href": PAGE},
        {"type": "PropertyValue", "name": "x", "value": "y"},
        {"type": "Document", "url": "file:///etc/passwd"},
        7,
    ]

    found = post(attachment=given).attachment

    assert ["Document", "Image", "Link"] == [each.type for each in found]
    assert Attachment("Image", OTHER, name="A slug") == found[1]  # type: ignore[arg-type]
    assert limits.ATTACHMENTS == len(post(attachment=[given[2]] * 99).attachment)


def test_the_image_of_a_post_hangs_on_it_unless_it_does_already() -> None:
    """WordPress has one beside its files, Mobilizon had one alone."""
    image = {"type": "Image", "url": OTHER, "name": "A slug"}
    shown = Attachment("Image", OTHER, name="A slug")  # type: ignore[arg-type]

    assert (shown,) == post("Event", image=image).attachment
    assert (shown,) == post("Article", image=[image], attachment=image).attachment
    assert [OTHER] == [each.url for each in post("Article", image=OTHER).attachment]


def test_the_image_of_a_page_that_links_is_only_its_thumbnail() -> None:
    link = {"type": "Link", "href": PAGE}
    image = {"type": "Image", "url": OTHER}

    assert [PAGE] == [each.url for each in post("Page", attachment=[link], image=image).attachment]
    assert [OTHER] == [each.url for each in post("Page", attachment=[], image=image).attachment]


def test_an_attachment_says_in_its_link_or_its_map_what_it_is() -> None:
    link = {"type": "Link", "href": OTHER, "mediaType": "audio/ogg"}
    given = [{"type": "Audio", "url": [link], "nameMap": {"nl": "Slak"}}, PAGE]

    sound, bare = post(attachment=given).attachment

    assert ("audio/ogg", "Slak") == (sound.media_type, sound.name)
    assert ("Link", PAGE) == (bare.type, bare.url)


def test_the_words_of_a_book_stand_above_what_is_said_of_them() -> None:
    """BookWyrm's Quotation; elsewhere ``quote`` is a post."""
    said = post("Quotation", quote="Slugs are <i>kin</i>.", content="<p>True.</p>")

    assert "<blockquote>Slugs are <i>kin</i>.</blockquote><p>True.</p>" == said.content
    assert said.quote is None
    assert "" == post("Note", quote="Slugs").content
    assert ("", OTHER) == ((found := post("Quotation", quote=OTHER)).content, found.quote)


def test_a_picture_without_a_page_hangs_on_itself() -> None:
    link = {"type": "Link", "href": OTHER, "mediaType": "image/png"}
    page = {"type": "Link", "href": PAGE, "mediaType": "text/html"}

    (file,) = post("Image", url=[link, {**link, "href": PAGE}]).attachment
    assert ("Image", OTHER, "image/png") == (file.type, file.url, file.media_type)
    assert () == post("Image", url=[link, page]).attachment
    assert () == post("Note", url=[link]).attachment


def test_comments_may_be_closed_in_two_words() -> None:
    assert post(commentsPolicy=2).comments_enabled is False
    assert post(commentsPolicy=1).comments_enabled is None
    assert post(commentsPolicy=2, commentsEnabled=True).comments_enabled is True


@pytest.mark.parametrize("value", [True, [True], "true", "True"])
def test_a_warning_in_any_spelling_is_one(value: Any) -> None:
    assert post(sensitive=value).sensitive


@pytest.mark.parametrize("value", [False, None, [], "false", "", 0, {}])
def test_what_is_no_warning_is_none(value: Any) -> None:
    assert not post(sensitive=value).sensitive


@pytest.mark.parametrize("public", ["as:Public", {"id": "as:Public"}, {"id": PUBLIC}, [PUBLIC]])
def test_public_has_many_spellings(public: Any) -> None:
    assert (PUBLIC,) == post(to=public).to


def test_date_of_an_edit_may_stand_too_deep() -> None:
    """Mbin writes it into an ``object`` within the post."""
    when = "2026-03-01T10:00:00+00:00"

    assert datetime(2026, 3, 1, 10, tzinfo=UTC) == post(object={"updated": when}).updated
    assert post(object=when).updated is None


def test_text_says_its_language_itself() -> None:
    assert "fr" == post(content=[{"@value": "Limaces", "@language": "fr"}]).language


def test_an_option_may_be_named_in_a_map() -> None:
    assert (Option("ja"),) == post("Question", oneOf={"nameMap": {"nl": "ja"}}).one_of


def test_of_several_urls_the_page_is_taken() -> None:
    video = {"type": "Link", "mediaType": "video/mp4", "href": OTHER}
    page = {"type": "Link", "mediaType": "text/html", "href": PAGE}

    assert PAGE == post(url=[video, page]).url
    assert PAGE == post(url=PAGE).url
    assert post(url=[video]).url is None
    assert post(url="javascript:alert(1)").url is None


@pytest.mark.parametrize("word", ["quote", "quoteUri", "quoteUrl", "quoteURL", "_misskey_quote"])
def test_a_quoted_post_has_many_names(word: str) -> None:
    assert OTHER == post(**{word: OTHER}).quote


def test_a_quoted_post_may_be_linked_among_the_tags() -> None:
    """FEP-e232."""
    rel = "https://misskey-hub.net/ns#_misskey_quote"
    link = {"type": "Link", "href": OTHER, "rel": rel}

    assert OTHER == post(tag=link).quote
    assert post(tag={**link, "rel": "x:other"}).quote is None


def test_a_poll_has_options_an_end_and_voters() -> None:
    slugs = {"type": "Note", "name": "Slugs", "replies": {"totalItems": 3}}

    found = post("Question", oneOf=[slugs, {"name": ""}, 7], closed="2026-04-01", votersCount=3)

    assert (Option("Slugs", 3),) == found.one_of
    assert (datetime(2026, 4, 1, tzinfo=UTC), 3) == (found.end_time, found.voters)
    assert limits.OPTIONS == len(post("Question", anyOf=[slugs] * 900).any_of)


def test_a_vote_in_a_poll_is_a_name_without_content() -> None:
    found = post(name="Slugs", inReplyTo=OTHER, to=OTHER)

    assert ("Slugs", "", OTHER) == (found.name, found.content, found.in_reply_to)


def test_counts_are_taken_where_they_are_written_out() -> None:
    found = post(likes={"totalItems": 3}, shares={"totalItems": -4}, replies=OTHER)

    assert (3, 0, None) == (found.likes, found.shares, found.replies)


def test_public_has_one_name() -> None:
    assert post(to="Public").public
    assert (PUBLIC,) == post(cc=["as:Public", PUBLIC]).cc


def test_what_is_left_is_a_tombstone() -> None:
    found = read_object({"id": POST, "type": "Tombstone", "formerType": "Note", "deleted": "x"})

    assert Tombstone(POST, "Note") == found  # type: ignore[arg-type]
