"""Write the data of the well-made initiatives, the same on every run: `python tests/wellmade/make_data.py`."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
FIRST, LAST = date(2025, 1, 1), date(2026, 9, 11)
LATE_LETTERS = 0.3
CAUSES = ("chest pain", "a broken hip", "pneumonia", "gallstones", "a fall")


def days():
    """Every working day of the data."""
    span = (FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1))
    return [day for day in span if day.weekday() < 5]


def letters(random):
    """Two letters a day, about 24 minutes each; one in twelve is called back about, three in ten go out late."""
    for number, day in enumerate(day for day in days() for _ in range(2)):
        late = random.random() < LATE_LETTERS
        sent = day + timedelta(random.randint(4, 9) if late else random.randint(0, 3))
        row = {
            "letter_id": f"L{number:05}",
            "ward": random.choice(["internal medicine", "internal medicine", "surgery", "cardiology", "geriatrics"]),
            "stay_days": random.randint(1, 21),
            "discharged_on": day,
            "sent_on": sent if sent <= LAST else "",
            "minutes": max(6, round(random.gauss(24, 7))),
            "called_back": str(random.random() < 1 / 12).lower(),
        }
        row["course"] = f"came in {day:%d %B} with {CAUSES[number % len(CAUSES)]}, home after {row['stay_days']} days"
        yield row


def parts(random):
    """Sixty parts with their price and the days until they arrive."""
    for number in range(60):
        yield {
            "part_id": f"P{number:03}",
            "kind": random.choice(["door", "brake", "pantograph", "electronics"]),
            "price_eur": random.randint(12, 2400),
            "lead_days": random.choice([7, 14, 28, 56]),
        }


def requests(random):
    """Two requests a day; 12 in 100 cannot be met from the shelf."""
    for number, day in enumerate(day for day in days() for _ in range(2)):
        asked = random.randint(1, 6)
        short = random.random() < 12 / 100
        yield {
            "request_id": f"R{number:05}",
            "part_id": f"P{random.randint(0, 59):03}",
            "asked_on": day,
            "asked": asked,
            "asked_last_week": max(0, asked + random.randint(-3, 3)),
            "handed_out": random.randint(0, asked - 1) if short else asked,
            "shelf_eur": round(random.gauss(202_000, 9_000)),
        }


def inquiries(random):
    """One or two inquiries a day, each of one to three steps of a clerk, about 19 minutes in all; 7 in 100 complain."""
    number = 0
    for day in days():
        for _ in range(random.randint(1, 2)):
            number += 1
            steps, complains = random.randint(1, 3), random.random() < 7 / 100
            topic = random.choice(["state", "state", "papers", "fees"])
            for step in range(steps):
                yield {
                    "inquiry_id": f"Q{number:05}",
                    "topic": topic,
                    "worked_on": min(LAST, day + timedelta(step)),
                    "minutes": max(2, round(random.gauss(9.5, 3))),
                    "complaint": str(complains and step == steps - 1).lower(),
                }


def write():
    """Write all files."""
    for seed, (name, rows) in enumerate(
        {
            "a/data/letters": letters,
            "b/data/parts": parts,
            "b/data/requests": requests,
            "c/data/inquiries": inquiries,
        }.items()
    ):
        made = list(rows(Random(seed)))  # noqa: S311 - invented data, no secret
        with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, made[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(made)


if __name__ == "__main__":
    write()
