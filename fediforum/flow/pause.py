"""Pausing: how a loop waits for something to do without missing the word to stop."""

import asyncio


async def pause(seconds: float, *events: asyncio.Event) -> None:
    """Return as soon as one of the events is set, and after so many seconds at the latest."""
    async with asyncio.TaskGroup() as group:
        tasks = {group.create_task(event.wait()) for event in events}
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
