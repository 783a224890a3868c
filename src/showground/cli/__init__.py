"""The `showground` command: its tree, and what a fault becomes there. Subcommands are imported when they run."""

from __future__ import annotations

import signal
import sys

from cyclopts import App

from showground import __version__
from showground.kit.faults import Fault, Kind

EXIT = {
    Kind.UNAVAILABLE: 1,
    Kind.INVALID: 2,
    Kind.REFUSED: 3,
    Kind.UNAUTHENTICATED: 3,
    Kind.UNKNOWN: 4,
    Kind.CONFLICT: 5,
    Kind.MISMATCH: 5,
    Kind.TOO_LARGE: 2,
    Kind.TOO_MANY: 6,
}
INTERRUPTED = 130

app = App(name="showground", version=__version__, help="A self-hosted platform for live events.")
db = App(name="db", help="The database: start, address, migrations.")
imports = App(name="import", help="Bring events here from files.")
app.command(db)
admin = App(name="admin", help="Accounts, for whoever runs the machine.")
app.command(admin)
admin.command("showground.cli.admin:create_user", help="Make an account, also of an operator.")
admin.command("showground.cli.admin:make_operator", help="Let a person run the platform, or no longer.")
admin.command("showground.cli.keys:keys", help="List the master keys, and how many secrets each of them shuts.")
admin.command("showground.cli.keys:rotate_key", help="Make a new master key and put it under every stored secret.")
admin.command("showground.cli.keys:drop_key", help="Forget an older master key.")
app.command(imports)
event = App(name="event", help="Events, in the name of those who answer for them.")
order = App(name="order", help="Orders.")
wallet = App(name="wallet", help="Money of owners.")
org = App(name="org", help="Organizations and their teams, in the name of an owner.")
mail = App(name="mail", help="Letters.")
person = App(name="person", help="What somebody asks of you about his own data.")
schema = App(name="schema", help="What a database's relations and rules really are: this one's, or anybody's.")
for group in (event, order, wallet, org, mail, person, schema):
    app.command(group)
app.command("showground.cli.up:up", help="Start everything on this machine: database, web and worker.")
app.command("showground.cli.processes:serve", help="Answer HTTP, on a database that is up and migrated.")
app.command("showground.cli.processes:worker", help="Relay facts and run jobs, on a database that is up and migrated.")
app.command("showground.cli.backing:backup", help="Write a backup of the platform while it runs.")
app.command("showground.cli.backing:restore", help="Put a backup into an empty database and prove that it is whole.")
app.command("showground.cli.answering:answer", show=False)
app.command("showground.cli.prepare:prepare_for_up", name="prepare", show=False)
app.command("showground.cli.processes:reload", help="Replace the running processes one by one; no request fails.")
app.command("showground.cli.demo:demo", help="Fill an empty platform with a demo world, or show what is in it.")
app.command("showground.cli.proof:check", help="Look for rows that must not be: places, tickets, money, orphans.")
app.command("showground.cli.settings:settings", help="List every setting, its variable and its value.")
app.command("showground.cli.selling:scan", help="Judge a ticket's code at the door; only the first time admits.")
app.command("showground.cli.selling:release", help="Free the places of carts and orders that ran out.")
event.command("showground.cli.selling:event_list", name="list", help="List events.")
event.command("showground.cli.selling:event_show", name="show", help="Show an event: state, tickets, sales.")
event.command("showground.cli.selling:event_publish", name="publish", help="Show an event to the public.")
order.command("showground.cli.selling:order_list", name="list", help="List the orders of an event.")
order.command("showground.cli.selling:order_show", name="show", help="Show an order with its tickets.")
mail.command("showground.cli.mail:mail_list", name="list", help="List letters and how far they came.")
mail.command("showground.cli.mail:mail_retry", name="retry", help="Send a letter again.")
person.command("showground.cli.people:person_export", name="export", help="Write a copy of everything about somebody.")
person.command("showground.cli.people:person_erase", name="erase", help="Forget somebody; money and tickets stay.")
wallet.command("showground.cli.selling:wallet_show", name="show", help="Show what the platform owes somebody.")
org.command("showground.cli.teams:members", help="List who acts for an organization, and who is asked to.")
org.command("showground.cli.teams:invite", help="Ask people by letter to join an organization.")
imports.command("showground.cli.import_:events", help="Import events from a file of JSON lines or CSV.")
db.command("showground.cli.db:start", help="Run the embedded PostgreSQL alone, until Ctrl-C.")
db.command("showground.cli.db:url", help="Print the connection URL of the serving login.")
db.command("showground.cli.db:psql_url", help="Print the connection URL of the login that owns the tables.")
db.command("showground.cli.db:migrate", help="Bring the schema and the reference data up to date.")
db.command("showground.cli.proof:lint", help="Ask the catalog whether the house's rules hold.")
db.command("showground.cli.db:partitions", help="Make the monthly partitions of the time to come.")
schema.command("showground.cli.schema_diagram:diagram", help="Draw a database, or what is around a table.")
schema.command("showground.cli.schema_diff:diff", help="Show what two databases do not have in common.")
schema.command(
    "showground.cli.schema_check:check", help="Hold a database against its contract, or its own foreign keys."
)
schema.command("showground.cli.schema_snapshot:snapshot", help="Write what the catalog of a database says as JSON.")
schema.command("showground.cli.schema_relocate:relocate", help="Move tables into domain schemas by a plan, or back.")
schema.command("showground.cli.schema_relocate:propose", help="Write a plan of domain schemas for a flat database.")
schema.command("showground.cli.schema_report:report", help="Ask a database what its relations and rules really are.")


def main() -> None:
    """Run a command; a fault is one sentence on standard error and an exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to stop by whomever: the same clean way out
    try:
        app()
    except Fault as fault:
        print(fault.sentence, file=sys.stderr)
        sys.exit(EXIT[fault.kind])
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
