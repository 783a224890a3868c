"""What a list shows of an event's tickets: to a reader, also how many people he follows go."""

from __future__ import annotations

from showground.db.principal import Anonymous
from showground.domains.ticketing.reading import service


async def going(db, principal, event_id):
    async with db.acting_as(principal) as tx:
        return (await service.shelves(tx, [event_id]))[event_id].friends_going


async def test_people_whom_the_reader_follows_are_counted_once_each_while_their_tickets_are_valid(db, make, sql):
    shop, reader = await make.shop(), await make.user()
    one, two, stranger, home = [await make.user() for _ in range(4)]
    for person in (one, two, home):
        await make.follow(reader, target_id=person.user_id)
    for person in (one, one, two, stranger):
        await make.purchase(shop, buyer=person)
    assert await going(db, reader.principal, shop.event_id) == 2

    await sql.execute(
        "update ticketing.tickets set status = 'cancelled', cancelled_at = now() where owner_user_id = $1", two.user_id
    )

    assert await going(db, reader.principal, shop.event_id) == 1


async def test_who_did_not_let_the_reader_follow_is_not_counted_and_nobody_learns_of_others_friends(db, make):
    shop, reader, rival = await make.shop(), await make.user(), await make.user()
    private, open_one = await make.user(is_private=True), await make.user()
    await make.follow(reader, target_id=private.user_id)  # asked, not yet accepted
    await make.follow(reader, target_id=open_one.user_id)
    for person in (private, open_one):
        await make.purchase(shop, buyer=person)

    assert await going(db, reader.principal, shop.event_id) == 1
    assert await going(db, rival.principal, shop.event_id) == 0
    assert await going(db, Anonymous(), shop.event_id) == 0
