"""python-socketio over WebSocket, polling, and an upgrade from polling to WebSocket."""

import asyncio
import json
import sys
import urllib.request

import socketio

BASE = sys.argv[1]
PASSWORD = "moss-lantern-orbit"


def post(path, body):
    request = urllib.request.Request(BASE + path, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)["data"]


async def over(transports, token):
    refused = socketio.AsyncClient(reconnection=False)
    reasons = asyncio.Queue()
    refused.on("connect_error", reasons.put)
    try:
        await refused.connect(BASE, auth={"token": "nonsense"}, transports=transports, wait_timeout=5)
        raise AssertionError("a bad token was let in")
    except socketio.exceptions.ConnectionError:
        reason = await asyncio.wait_for(reasons.get(), 5)
        assert reason["data"]["code"] == "token_invalid", reason

    client = socketio.AsyncClient(reconnection_delay=0.1)
    heard = asyncio.Queue()
    ready = asyncio.Queue()
    client.on("ready", ready.put)
    client.on("enquiry:created", heard.put)
    client.on("enquiry:claimed", heard.put)
    await client.connect(BASE, auth={"token": token}, transports=transports)
    greeting = await asyncio.wait_for(ready.get(), 5)
    await asyncio.to_thread(post, "/api/enquiries", {"name": "Alice", "email": "alice@example.com"})
    created = await asyncio.wait_for(heard.get(), 5)
    assert created["seq"] == greeting["seq"] + 1
    answer = await client.call("enquiry:claim", {"id": created["entity"]["id"]})
    assert answer["success"] and answer["data"]["status"] == "claimed", answer
    assert (await asyncio.wait_for(heard.get(), 5))["kind"] == "enquiry:claimed"
    replayed = await client.call("sync", {"after": greeting["seq"]})
    assert replayed["success"], replayed
    again = [(await asyncio.wait_for(heard.get(), 5))["seq"] for _ in range(2)]
    assert again == [greeting["seq"] + 1, greeting["seq"] + 2], again
    assert not (await client.call("enquiry:claim", b"\x01\x02"))["success"]

    if client.transport() == "websocket":
        # The connection breaks; the client reconnects by itself.
        await client.eio.ws.close()
        back = await asyncio.wait_for(ready.get(), 10)
        assert back["seq"] == greeting["seq"] + 2, back
    await client.disconnect()
    print("ok: python-socketio over", " then ".join(transports))


async def main():
    token = (await asyncio.to_thread(post, "/api/auth/login", {"email": "asha@example.com", "password": PASSWORD}))["token"]
    for transports in (["websocket"], ["polling"], ["polling", "websocket"]):
        await over(transports, token)


asyncio.run(main())
