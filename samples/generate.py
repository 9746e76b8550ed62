#!/usr/bin/env python3
"""Writes hr.csv, the demo's feed: invented people, the same ones every time.

    python3 samples/generate.py

No randomness of the platform is used, so that the file changes only when this script does.
"""
import csv
import datetime
import pathlib

PEOPLE = 1040
LEFT_EVERY = 8          # every eighth person has left
FIXED_TERM_EVERY = 60   # has an end date, but far ahead
FUTURE_HIRES = 12       # the last ones start in 2031

COLUMNS = ["employee_number", "given_name", "family_name", "department", "title", "location",
           "manager", "start_date", "end_date", "employment_type"]

# Given and family names of one region go together.
REGIONS = [
    (["Anna", "Lukas", "Jürgen", "Käthe", "Sophie", "Maximilian", "Grit", "Björn"],
     ["Schmidt", "Müller", "Weiß", "Schäfer", "Köhler", "Krüger", "Hofmann", "Groß"]),
    (["John", "Emily", "Oliver", "Grace", "Liam", "Sinéad", "Harper", "Noah"],
     ["Smith", "O'Brien", "Taylor", "Brown", "Walker", "Hughes", "Ó Súilleabháin", "Wright"]),
    (["Łukasz", "Agnieszka", "Paweł", "Zofia", "Stanisław", "Jiří", "Šárka", "Tomáš"],
     ["Wójcik", "Kowalska", "Dvořák", "Žižka", "Szymański", "Novák", "Zieliński", "Černý"]),
    (["Søren", "Åse", "Mikael", "Þórunn", "Bjørn", "Linnéa", "Jökull", "Kirsi"],
     ["Sørensen", "Åkesson", "Ægisdóttir", "Nygård", "Lindström", "Mäkinen", "Ødegaard", "Virtanen"]),
    (["José", "María", "Íñigo", "Begoña", "João", "Conceição", "Núria", "Raúl"],
     ["García", "Muñoz", "Peña", "Gonçalves", "Ibáñez", "Simões", "Martí i Vidal", "Núñez"]),
    (["Zoë", "François", "Hélène", "Gaël", "Chloé", "Loïc", "Anaïs", "Étienne"],
     ["Lefèvre", "Dubois", "Crêpin", "d'Aubigné", "Garçon", "van der Meer", "Nœuvéglise", "Müller"]),
    (["Thị Hương", "Văn Đức", "Minh", "Quỳnh", "Lan", "Phương", "Tuấn", "Ngọc"],
     ["Đặng", "Nguyễn", "Trần", "Phạm", "Lê", "Hoàng", "Vũ", "Đỗ"]),
    (["Ναταλία", "Γιώργος", "Ελένη", "Δημήτρης", "Σοφία", "Νίκος", "Χρύσα", "Θάνος"],
     ["Παπαδοπούλου", "Ψαρράς", "Ξενάκης", "Θεοδώρου", "Βλάχος", "Οικονόμου", "Ζαχαρίας", "Κυριάκου"]),
    (["Иван", "Юлия", "Щербан", "Жанна", "Олексій", "Людмила", "Ярослав", "Наталія"],
     ["Петров", "Шевченко", "Чайковская", "Хрущёв", "Їжакевич", "Цветков", "Яковлев", "Зайцев"]),
    (["Ayşe", "Çağla", "İbrahim", "Gökhan", "Elif", "Şule", "Ömer", "Işıl"],
     ["Yılmaz", "Öztürk", "Şahin", "Çelik", "Doğan", "Güneş", "Aydın", "Kılıç"]),
    (["Priya", "Arjun", "Wei", "Yuki", "Amina", "Kwame", "Fatima", "Sanjay"],
     ["Sharma", "Chen", "Tanaka", "Okafor", "Mensah", "Haddad", "Patel", "Kim"]),
]

# Department, its share of a hundred, and its titles; the first is the rarest.
DEPARTMENTS = [
    ("Engineering", 34, ["Engineering Manager", "Site Reliability Engineer", "Senior Engineer", "Engineer"]),
    ("Sales", 20, ["Sales Manager", "Account Executive", "Sales Representative"]),
    ("Support", 16, ["Support Manager", "Support Engineer", "Support Specialist"]),
    ("Marketing", 8, ["Marketing Manager", "Designer", "Content Editor"]),
    ("Finance", 8, ["Finance Manager", "Controller", "Accountant"]),
    ("Human Resources", 6, ["HR Manager", "Recruiter", "HR Partner"]),
    ("Operations", 8, ["Operations Manager", "Facility Lead", "Logistics Planner"]),
]

LOCATIONS = ["Berlin", "Kraków", "København", "Paris, La Défense", "Madrid", "Αθήνα", "Hà Nội", "İstanbul", "Dublin", "Remote"]

NAMESAKES = [("Anna", "Schmidt")] * 5 + [("John", "Smith")] * 4 + [("José", "García")] * 3 + [("Иван", "Петров")] * 2


class Draw:
    """A linear congruential generator (Numerical Recipes' constants): small, and the same on every platform."""

    def __init__(self, seed):
        self._state = seed

    def below(self, bound):
        self._state = (self._state * 1664525 + 1013904223) % 2**32
        return (self._state >> 8) % bound

    def of(self, items):
        return items[self.below(len(items))]

    def rare_first(self, items):
        return items[max(self.below(len(items) * 3) // 3, self.below(len(items)))]


def department(draw):
    point = draw.below(100)
    for name, share, titles in DEPARTMENTS:
        if point < share:
            return name, draw.rare_first(titles)
        point -= share
    raise ValueError("shares sum up to a hundred")


def name(draw, index):
    # Namesakes are spread over the years, so that their numbers are not given on one day.
    if index % 70 == 35 and index // 70 < len(NAMESAKES):
        return NAMESAKES[index // 70]
    given, family = draw.of(REGIONS)
    return draw.of(given), draw.of(family)


def employment_type(draw, title):
    return "employee" if "Manager" in title else draw.of(["employee"] * 17 + ["contractor"] * 2 + ["intern"])


def dates(draw, index):
    """Hired in order of the number, from 2008 to late 2024."""
    if index >= PEOPLE - FUTURE_HIRES:
        return datetime.date(2031, 1 + draw.below(12), 1), None
    start = datetime.date(2008, 1, 7) + datetime.timedelta(days=index * 6 + draw.below(6))
    if index % LEFT_EVERY == 5:
        last = (datetime.date(2025, 6, 30) - start).days
        return start, start + datetime.timedelta(days=30 + draw.below(max(last - 30, 1)))
    if index % FIXED_TERM_EVERY == 7:
        return start, datetime.date(2032, 1 + draw.below(12), 1)
    return start, None


def person(draw, index, managers):
    given, family = name(draw, index)
    unit, title = department(draw)
    start, end = dates(draw, index)
    number = f"E{10001 + index}"
    row = [number, given, family, unit, title, draw.of(LOCATIONS), managers.get(unit, ""),
           start.isoformat(), end.isoformat() if end else "", employment_type(draw, title)]
    if "Manager" in title and index % LEFT_EVERY != 5:
        managers[unit] = number
    return row


def rows():
    draw, managers = Draw(20080107), {}
    people = [person(draw, index, managers) for index in range(PEOPLE)]
    # What a feed's author gets wrong: a date that no calendar has, and a row without its key.
    people.insert(412, ["E20001", "Bad", "Date", "Sales", "Account Executive", "Berlin", "", "2019-02-30", "", "employee"])
    people.insert(731, ["", "No", "Key", "Support", "Support Specialist", "Dublin", "", "2020-05-04", "", "employee"])
    return people


def main():
    path = pathlib.Path(__file__).with_name("hr.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
