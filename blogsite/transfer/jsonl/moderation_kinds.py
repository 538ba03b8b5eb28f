"""Special rules for the rows of moderation and screening."""

from django.utils import timezone

from blogsite.transfer.jsonl.kind_rows import KindRows, OneByOne
from blogsite.transfer.jsonl.rule_data import stored_options, stored_parameters, stored_rules
from comments.models import Circumstance, RefusalCount
from comments.models.circumstance import CONDITIONS
from moderation.models import HouseRule, HouseRuleVersion, Report, Rule, ScreeningList
from moderation.models.house_rule import TEXT_FIELDS
from moderation.models.reference import new_reference
from moderation.screening.list_entries import READERS


class HouseRuleRows(KindRows):
    """House rules; in a blog with rules of its own, new ones are not in force."""

    def match(self, lines):
        rows = self.matching(lines, "code", HouseRule.objects.all())
        if self.imported.keeps_ids:
            for line in lines:
                names = ("position", "retired", "holds_on")
                fields = {name: line.values[name] for name in names}
                HouseRule.objects.filter(pk=rows.get(line.id)).update(**fields)
        return rows

    def make(self, line):
        rule = super().make(line)
        rule.retired = rule.retired or not self.imported.keeps_ids
        return rule


class VersionRows(OneByOne):
    """Versions of house rules, which never change.

    A text that differs from the one here becomes a version of a second rule, which is not in force.
    """

    def match(self, lines):
        rows = {}
        for line in lines:
            same = {name: line.values[name] for name in TEXT_FIELDS}
            versions = HouseRuleVersion.objects.filter(rule=self.value(line, "rule"), **same)
            number = line.values["number"]
            pk = versions.filter(number=number).values_list("pk", flat=True).first()
            if pk:
                rows[line.id] = pk
        return rows

    def make(self, line):
        version = super().make(line)
        if self._has_own_versions(version):
            version.rule = self._beside(version.rule)
            last = version.rule.current
            version.number = last.number + 1 if last else 1
        if version.in_force_since is None:
            version.in_force_since = version._meta.get_field("in_force_since").get_default()
        return version

    def _has_own_versions(self, version):
        """Return whether a version is of a rule of this blog, which keeps its own texts."""
        others = version.rule.versions.all()
        if self.imported.keeps_ids:
            return others.filter(number=version.number).exists()
        return self.imported.has_others("house_rule_version", others)

    @staticmethod
    def _beside(rule):
        code = f"{rule.code[:40]}-moved-in"
        values = {"position": rule.position, "retired": True}
        return HouseRule.objects.get_or_create(code=code, defaults=values)[0]


class OptionRows(KindRows):
    """Settings of screening rules, and their changes."""

    OPTIONS = ("numbers", "options_before", "options_after")

    def value(self, line, name):
        value = super().value(line, name)
        return stored_options(value, self.imported.find) if name in self.OPTIONS else value


class ScreeningRuleRows(OptionRows):
    def match(self, lines):
        rows = self.matching(lines, "code", Rule.objects.all())
        for line in lines:
            settings = {"state": self.value(line, "state"), "options": self.value(line, "numbers")}
            Rule.objects.filter(pk=rows.get(line.id)).update(**settings)
        return rows


class EntryRows(KindRows):
    def make(self, line):
        entry = super().make(line)
        kind = ScreeningList.objects.values_list("kind", flat=True).get(pk=entry.list_id)
        entry.key = READERS[kind](entry.text)[0]
        return entry


class CircumstanceRows(KindRows):
    def match(self, lines):
        digests = {self._digest(line): line.id for line in lines}
        known = Circumstance.objects.filter(digest__in=digests).values_list("digest", "pk")
        return {digests[digest]: pk for digest, pk in known}

    def make(self, line):
        circumstance = super().make(line)
        circumstance.rules = self._rules(line)
        circumstance.digest = self._digest(line)
        return circumstance

    def _rules(self, line):
        return stored_rules(line.values["rules"], self.imported.find)

    def _digest(self, line):
        conditions = {name: line.values[name] for name in CONDITIONS}
        return Circumstance.of(**conditions | {"rules": self._rules(line)}).digest


class BanRows(KindRows):
    """Bans; those of another blog are ended in a blog with readers of its own."""

    def make(self, line):
        ban = super().make(line)
        if not self.imported.keeps_ids:
            ban.until = min(filter(None, (ban.until, timezone.now())))
        return ban


class FindingRows(KindRows):
    def make(self, line):
        finding = super().make(line)
        find = self.imported.find
        finding.parameters = stored_parameters(finding.rule, finding.parameters, find)
        return finding


class ReportRows(KindRows):
    def make(self, line):
        report = super().make(line)
        is_used = Report.objects.filter(reference=report.reference).exists()
        report.reference = new_reference() if is_used or not report.reference else report.reference
        return report


class RefusalCountRows(KindRows):
    def match(self, lines):
        rows = {}
        for line in lines:
            values = {name: line.values[name] for name in ("day", "rule")}
            if pk := RefusalCount.objects.filter(**values).values_list("pk", flat=True).first():
                rows[line.id] = pk
        return rows
