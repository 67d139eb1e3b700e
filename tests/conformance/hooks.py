"""What the document cannot tell schemathesis: how to sign in, and the rules that a schema cannot express."""

import json
import os
import random
import urllib.request

import schemathesis

# Input that fits its schema is accepted, or refused for one of these reasons only. Keys are how the message begins.
RULES = {
    "cannot be combined with": "some fields and parameters exclude each other",
    "is required unless": "one of two fields",
    "cannot be WON": "a status that cannot be set directly",
    "cannot be LOST": "a status that cannot be set directly",
    "has a row that does not end": "depends on the lines of the file",
    "has an unknown country code": "depends on numbering plans",
    "has two columns called": "depends on the columns of the file",
    "must refer to a contact with": "depends on the contact",
    "must be a date or a date range": "a month has only so many days",
    "must be a JSON object that maps": "JSON within text",
    "must be one or more of": "a list within text",
    "is only accepted for a TASK": "depends on the kind",
    "is empty": "a file needs at least a header",
    "has expired or was already used": "tokens in e-mails expire and work once",
    "is no longer valid": "a token of a mail, or an invite, is good once and for a while",
    "is not your current password": "depends on the stored password",
    "is not the slug of a company": "depends on the companies of the server",
    "is not a phone number": "depends on numbering plans",
    "is not a valid phone number": "depends on numbering plans",
    "is only accepted when": "depends on the status",
    "is required": "depends on the number of companies",
    "is too long;": "depends on numbering plans",
    "is too short;": "depends on numbering plans",
    "is too easy to guess": "depends on a password estimate",
    "must be a nextCursor of this list": "a cursor belongs to the list that returned it",
    "must be an active employee": "depends on the employee",
    "must be a valid": "currencies, countries, time zones and locales are listed elsewhere",
    "must be another contact": "compares two ids",
    "must be a single line": "depends on Unicode line separators",
    "must be one of": "roles and sort orders are accepted in several spellings: `Sales Executive`, `-createdAt`",
    "must be true": "a deletion must be confirmed",
    "must be the slug": "compares with the company's slug",
    "must be at most ten years before to": "compares two dates",
    "must be less than": "two numbers are compared",
    "must be more than": "two numbers are compared",
    "must not be after to": "compares two dates",
    "must not be empty": "text is trimmed before it is read",
    "must not contain": "control characters and bidirectional overrides",
    "must have exactly one of": "a bulk change has exactly one action",
    "or filter is required, and they": "there are two ways to select leads",
    "must map a column": "depends on the columns of the file",
}


def sign_in():
    body = json.dumps({"email": os.environ["TANDEM_EMAIL"], "password": "moss-lantern-orbit"}).encode()
    request = urllib.request.Request(
        os.environ["TANDEM_URL"] + "/api/auth/login", body, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)["data"]


ME = sign_in()["employee"]
# Deleting its own account or company would end the run.
OWN = {ME["id"], ME["companyId"]}


class SignIn:
    def get(self, case, context):
        return sign_in()["token"]

    def set(self, case, token, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {token}"


class SignInToLeave(SignIn):
    """A sign-in of its own for the logout route, which ends it."""


LOGOUT = "/api/auth/logout"
schemathesis.auth(refresh_interval=60).apply_to(path_regex=f"^(?!{LOGOUT}$)")(SignIn)
schemathesis.auth(refresh_interval=None).apply_to(path=LOGOUT)(SignInToLeave)


@schemathesis.hook
def filter_case(context, case):
    """Leaves out cases that a schema judges wrongly, and those that would end the run."""
    # Text is trimmed and an empty one counts as absent, whereas a schema counts spaces.
    body = case.body.values() if isinstance(case.body, dict) else []
    texts = [value for value in [*body, *(case.query or {}).values()] if isinstance(value, str)]
    if "" in body or any(text != text.strip() for text in texts):
        return False
    return case.method == "GET" or (case.path_parameters or {}).get("id") not in OWN


SEEN = {}


def kind_of(case):
    """The kind of record of a route: leads and customers are contacts."""
    kind = case.path.split("/")[2]
    return "contacts" if kind in ("leads", "customers") else kind


@schemathesis.hook
def after_call(context, case, response):
    """Remembers the records that exist."""
    json_type = any("json" in kind for kind in response.headers.get("content-type", []))
    data = response.json().get("data") if json_type and response.status_code in (200, 201) else None
    for record in data if isinstance(data, list) else [data]:
        if isinstance(record, dict) and record.get("id") not in {None, *OWN}:
            SEEN.setdefault(kind_of(case), []).append(record["id"])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes valid requests use existing records and valid cursors."""
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
    """Like `positive_data_acceptance`, with the rules that the schema does not contain."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    errors = response.json().get("errors") or [response.json()]
    refused = [error for error in errors if not error["message"].startswith(tuple(RULES))]
    assert not refused, f"refused what fits the schema: {refused}"
