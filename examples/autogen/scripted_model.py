"""What a language model would say, written down, so that the example needs no key and always runs the same."""

import json
import logging

from autogen_core import EVENT_LOGGER_NAME, FunctionCall
from autogen_core.models import CreateResult, ModelFamily, ModelInfo, RequestUsage
from autogen_ext.models.replay import ReplayChatCompletionClient

# The replay client warns each time that it counts no tokens of tool calls.
logging.getLogger(EVENT_LOGGER_NAME).setLevel(logging.ERROR)

QUERIES = [
    "SELECT id, status, shipped_at, customer_id FROM shop.orders WHERE id = 7",
    # More than the agent may read. The refusal's hint says what it may.
    "SELECT c.* FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.id = 7",
    "SELECT c.name, c.email FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.id = 7",
    # An attacker's words in a ticket would look like this.
    "SELECT employee, salary FROM hr.salaries",
]
ANSWER = "I have what I may know of the order; the e-mail is masked for me, and salaries are none of my business."


def scripted_model() -> ReplayChatCompletionClient:
    calls = [
        FunctionCall(id=f"call-{number}", name="query_database", arguments=json.dumps({"sql": sql}))
        for number, sql in enumerate(QUERIES)
    ]
    turns = [CreateResult(finish_reason="function_calls", content=[call], usage=NO_USAGE, cached=False) for call in calls]
    return ReplayChatCompletionClient([*turns, ANSWER], model_info=CAN_CALL_TOOLS)


NO_USAGE = RequestUsage(prompt_tokens=0, completion_tokens=0)
CAN_CALL_TOOLS = ModelInfo(
    vision=False, function_calling=True, json_output=False, family=ModelFamily.UNKNOWN, structured_output=False
)
