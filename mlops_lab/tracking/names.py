"""Names for runs that nobody named: two words and a number, easy to say and to tell apart."""

from __future__ import annotations

import random

_HOW = (
    "amber bold brisk calm clear crisp daring eager early fair fond fresh gentle glad golden grand happy humble keen "
    "kind light lively loyal lucky mellow merry mild nimble noble patient plain proud quick quiet rapid ready sharp "
    "silent silver smooth snug solid steady still sunny swift tidy vivid warm wise young"
)
_WHO = (
    "alder badger beech birch bison cedar crane curlew dove eagle egret elm falcon finch fir fox gull hare hawk hazel "
    "heron ibis jay kestrel lark linden lynx maple marten mole moth newt oak osprey otter owl pine plover raven robin "
    "rowan seal shrew snipe spruce stork swan swift tern thrush trout willow wren yew"
)


def run_name() -> str:
    """Return a fresh name, such as ``quiet-heron-482``."""
    return f"{random.choice(_HOW.split())}-{random.choice(_WHO.split())}-{random.randrange(1000)}"
