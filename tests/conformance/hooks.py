"""What schemathesis cannot read in the document: how to sign in, and which rules no schema can tell."""

import json
import os
import random
import urllib.request

import schemathesis

# Input that fits its schema is taken, or refused for one of these reasons alone. A message by its beginning.
RULES = {
    "cannot be combined with": "tags are replaced, or some of them changed",
    "has a row that does not end": "a file's own lines are looked at",
    "has an unknown country code": "a telephone number is looked at",
    "has two columns called": "a file's own columns are looked at",
    "is a contact without": "a contact is looked at",
    "must be JSON that says": "JSON within text",
    "must be one or several of": "a list within text",
    "is only accepted for a TASK": "what a kind has, another has not",
    "is empty": "a file has at least a line with the names of its columns",
    "has expired or was already used": "a token of a mail is good once and for a while",
    "is no longer valid": "a token of a mail, or an invite, is good once and for a while",
    "is not your current password": "only its owner knows it",
    "is not the slug of a company": "a company is looked for",
    "is not a phone number": "a telephone number is looked at",
    "is not a valid phone number": "a telephone number is looked at",
    "is only accepted when": "what one status has, another has not",
    "is required": "a server with several companies asks for which",
    "is too long;": "a telephone number is looked at",
    "is too short;": "a telephone number is looked at",
    "is too easy to guess": "what is easy to guess fits no pattern",
    "must be a nextCursor of this list": "a cursor is made by the list that it goes on with",
    "must be an active employee": "an employee is looked at",
    "must be a valid": "currencies, countries, time zones and locales come from lists",
    "must be another contact": "two ids are compared",
    "must be a single line": "no pattern says which characters end a line",
    "must be one of": "roles and orders are read in any spelling: `Sales Executive`, `-createdAt`",
    "must be true": "a deletion is asked for by name",
    "must be the slug": "a company's name is looked at",
    "must be at most ten years before to": "two dates are compared",
    "must be less than": "two numbers are compared",
    "must be more than": "two numbers are compared",
    "must not be after to": "two dates are compared",
    "must not be empty": "text is trimmed before it is read",
    "must not be given together with cursor": "there are two ways to page through a list",
    "must not contain": "control characters and changes of direction: no screen shows them",
    "must have exactly one of": "a bulk change does one thing",
    "is set by an opportunity": "a status that no hand sets",
    "or filter is required, but not both": "there are two ways to select leads",
    "needs a column": "a file's own columns are looked at",
}


def sign_in():
    body = json.dumps({"email": os.environ["TANDEM_EMAIL"], "password": "moss-lantern-orbit"}).encode()
    request = urllib.request.Request(
        os.environ["TANDEM_URL"] + "/api/auth/login", body, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)["data"]


ME = sign_in()["employee"]
# Who takes their own account or company away asks nothing more.
OWN = {ME["id"], ME["companyId"]}


class SignIn:
    def get(self, case, context):
        return sign_in()["token"]

    def set(self, case, token, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {token}"


class SignInToLeave(SignIn):
    """What is signed out of serves nothing else."""


LOGOUT = "/api/auth/logout"
schemathesis.auth(refresh_interval=60).apply_to(path_regex=f"^(?!{LOGOUT}$)")(SignIn)
schemathesis.auth(refresh_interval=None).apply_to(path=LOGOUT)(SignInToLeave)


@schemathesis.hook
def filter_case(context, case):
    """What is not asked: two things that a schema would get wrong, and what would end the run."""
    # Text is trimmed, and empty text counts as left out, as forms send it: a schema would count blanks.
    body = case.body.values() if isinstance(case.body, dict) else []
    texts = [value for value in [*body, *(case.query or {}).values()] if isinstance(value, str)]
    if "" in body or any(text != text.strip() for text in texts):
        return False
    return case.method == "GET" or (case.path_parameters or {}).get("id") not in OWN


SEEN = {}


def kind_of(case):
    """Which records a route is about: leads and customers are contacts."""
    kind = case.path.split("/")[2]
    return "contacts" if kind in ("leads", "customers") else kind


@schemathesis.hook
def after_call(context, case, response):
    """Remembers which records there are."""
    json_type = any("json" in kind for kind in response.headers.get("content-type", []))
    data = response.json().get("data") if json_type and response.status_code in (200, 201) else None
    for record in data if isinstance(data, list) else [data]:
        if isinstance(record, dict) and record.get("id") not in {None, *OWN}:
            SEEN.setdefault(kind_of(case), []).append(record["id"])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Good input asks for records that there are, and for a part of a list that there is."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    seen = SEEN.get(kind_of(case))
    if seen and "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = random.choice(seen[-50:])
    if case.query and "cursor" in case.query:
        case.query["cursor"] = "start"
        case.query.pop("page", None)
    if case.query:
        case.query.pop("sort", None)


@schemathesis.check
def valid_input_is_taken(context, response, case):
    """As `positive_data_acceptance`, which knows no rules but the schema's."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    errors = response.json().get("errors") or [response.json()]
    refused = [error for error in errors if not error["message"].startswith(tuple(RULES))]
    assert not refused, f"refused what fits the schema: {refused}"
