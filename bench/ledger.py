"""Sums over a hundred thousand expenses, checked to the cent against plain addition."""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.report import percentile, table, write_json
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

FIRST_DAY = date(2024, 1, 1)
DAYS = 1000
CATEGORIES = ("fuel", "groceries", "dining", "camping", "tolls", "maintenance", "other")
MONTH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))
EVER = Period(first=FIRST_DAY, last=FIRST_DAY + timedelta(days=DAYS))


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code says whether every sum was right."""
    parser = argparse.ArgumentParser(prog="python -m bench ledger", description=__doc__)
    parser.add_argument("--expenses", type=int, default=100_000, help="(default 100,000)")
    parser.add_argument("--runs", type=int, default=40, help="of each question (default 40)")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder) / "pam.db", asked.expenses, asked.runs))


async def _measure(path: Path, count: int, runs: int) -> int:
    expenses = _expenses(count)
    file = DatabaseFile(path)
    memory, ledger = SqliteMemory(file), SqliteLedger(file)
    began = time.perf_counter()
    await memory.keep(expenses, what="all of it")
    print(f"{count:,} expenses kept as one change in {time.perf_counter() - began:.1f} s\n")
    rows, figures, right = [], {}, True
    for name, (ask, fits) in _questions(ledger).items():
        times, total = await _timed(ask, runs)
        wanted = sum(one.amount.minor for one in expenses if fits(one))
        right = right and total == wanted
        figures[name] = {"seconds": times, "right": total == wanted}
        told = (f"{percentile(times, share) * 1000:.1f} ms" for share in (0.5, 0.95))
        rows.append((name, *told, "yes" if total == wanted else f"NO: {total} for {wanted}"))
    await file.close()
    print(table(("sum", "p50", "p95", "right to the cent"), rows))
    print(f"\n{write_json('ledger', figures)}")
    return 0 if right else 1


def _questions(
    ledger: SqliteLedger,
) -> dict[str, tuple[Callable[[], Awaitable[int]], Callable[[Expense], bool]]]:
    async def spent(**asked: object) -> int:
        return sum(total.minor for total in await ledger.total_spent(**asked))  # type: ignore[arg-type, misc]

    async def by_category(period: Period) -> int:
        return sum(total.minor for _, total in await ledger.totals_by_category(period))

    return {
        "everything": (lambda: spent(), lambda one: True),
        "a month": (lambda: spent(period=MONTH), lambda one: one.spent_on in MONTH),
        "a category": (lambda: spent(category="fuel"), lambda one: one.category == "fuel"),
        "a category in a month": (
            lambda: spent(category="fuel", period=MONTH),
            lambda one: one.category == "fuel" and one.spent_on in MONTH,
        ),
        "a merchant": (lambda: spent(merchant="shop 7"), lambda one: one.merchant == "Shop 7"),
        "a month by category": (lambda: by_category(MONTH), lambda one: one.spent_on in MONTH),
        "ever by category": (lambda: by_category(EVER), lambda one: True),
    }


async def _timed(ask: Callable[[], Awaitable[int]], runs: int) -> tuple[list[float], int]:
    times, total = [], 0
    for _ in range(runs):
        began = time.perf_counter()
        total = await ask()
        times.append(time.perf_counter() - began)
    return times, total


def _expenses(count: int) -> list[Expense]:
    chance, now = random.Random(7), datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    return [
        Expense(
            id=new_id(now),
            created_at=now,
            amount=Money(minor=chance.randrange(1, 50_000)),
            category=chance.choice(CATEGORIES),
            merchant=f"Shop {chance.randrange(50)}",
            spent_on=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
        )
        for _ in range(count)
    ]
