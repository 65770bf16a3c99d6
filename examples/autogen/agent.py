"""An AutoGen agent that answers a support ticket from a database. Where that database is, it reads from DATABASE_URL."""

import asyncio
import os

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.messages import TextMessage, ToolCallExecutionEvent, ToolCallRequestEvent
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from scripted_model import scripted_model

engine = create_engine(os.environ["DATABASE_URL"])


def query_database(sql: str) -> str:
    """Run one SQL statement on the shop's database, and get its rows, or why it was refused."""
    try:
        with engine.begin() as connection:
            result = connection.execute(text(sql))
            return str([dict(row) for row in result.mappings()]) if result.returns_rows else f"{result.rowcount} rows"
    except DBAPIError as error:
        # The database's own words, with their HINT: an agent corrects itself by them.
        return str(error.orig)


async def main() -> None:
    agent = AssistantAgent(
        "support",
        model_client=scripted_model(),  # Here would be OpenAIChatCompletionClient(model="…").
        tools=[query_database],
        max_tool_iterations=10,
        reflect_on_tool_use=True,
    )
    task = "Order 7: what became of it, and how do we reach the customer?"
    async for message in agent.run_stream(task=task):
        if isinstance(message, ToolCallRequestEvent):
            for call in message.content:
                print(f"{call.name}({call.arguments})")
        elif isinstance(message, ToolCallExecutionEvent):
            for answer in message.content:
                print(f"  {answer.content}\n")
        elif isinstance(message, TextMessage):
            print(f"{message.source}: {message.content}\n")


if __name__ == "__main__":
    asyncio.run(main())
