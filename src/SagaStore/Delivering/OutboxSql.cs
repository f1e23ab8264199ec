using System.Globalization;
using Corporation.SagaStore.Consuming;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Delivering;

/// <summary>The statements that EF Core has no words for. <c>{n}</c> stands for the n-th value.</summary>
internal sealed class OutboxSql
{
    /// <summary>Counting goes no further: who has that many knows enough.</summary>
    public const int MostCounted = 100_000;

    private readonly SqlDialect _dialect;
    private readonly TableNames _inbox;
    private readonly TableNames _states;
    private readonly TableNames _messages;
    private readonly string _due;
    private readonly string _isHead;

    public OutboxSql(DbContext context, SqlDialect dialect)
    {
        _dialect = dialect;
        _inbox = new TableNames(context, typeof(InboxState));
        _states = new TableNames(context, typeof(OutboxState));
        _messages = new TableNames(context, typeof(OutboxMessage));
        var (id, created) = (_states[nameof(OutboxState.OutboxId)], _states[nameof(OutboxState.Created)]);
        _due = $"coalesce({_states[nameof(OutboxState.NextTry)]}, {dialect.After(created, _states[nameof(OutboxState.HoldMs)])})";
        var saga = _states[nameof(OutboxState.SagaId)];

        // Not "no older one exists": PostgreSQL may join for that, and compares each outbox of a saga with each other one.
        _isHead = $"({saga} is null or {id} = (select older.{id} from {_states.Name} older where older.{saga} = {_states.Name}.{saga} "
            + $"order by older.{created}, older.{id} limit 1))";
        Channel = ChannelOf(_states.PlainName);

        InsertInbox = $"insert into {_inbox.Name} ({_inbox[nameof(InboxState.MessageId)]}, {_inbox[nameof(InboxState.ConsumerId)]}, "
            + $"{_inbox[nameof(InboxState.Consumed)]}) values ({{0}}, {{1}}, {dialect.Now}) on conflict do nothing";
        NearestDue = $"select {dialect.MsUntil($"min({_due})")} from {_states.Name} where {_isHead}";
        Backlog = $"select (select count(*) from (select 1 from {_messages.Name} where {_messages[nameof(OutboxMessage.Parked)]} is null limit {MostCounted}) a), "
            + $"(select count(*) from (select 1 from {_messages.Name} where {_messages[nameof(OutboxMessage.Parked)]} is not null limit {MostCounted}) b), "
            + $"(select {dialect.MsSince($"min({created})")} from {_states.Name})";
        Requeue = $"insert into {_states.Name} ({id}, {created}, {_states[nameof(OutboxState.HoldMs)]}) "
            + $"select distinct {_messages[nameof(OutboxMessage.OutboxId)]}, {dialect.Now}, 0 from {_messages.Name} "
            + $"where {_messages[nameof(OutboxMessage.Parked)]} is not null on conflict do nothing";
    }

    /// <summary>PostgreSQL's channel on which processes tell each other that there is something to deliver.</summary>
    public string Channel { get; }

    /// <summary>Values: message, consumer. Waits for a transaction that consumes the same message now; no row when it is consumed already.</summary>
    public string InsertInbox { get; }

    /// <summary>Milliseconds until something is due; null when there is nothing. What waits behind another outbox of its saga does not count.</summary>
    public string NearestDue { get; }

    /// <summary>Messages to be sent, parked messages, milliseconds since the oldest outbox was stored.</summary>
    public string Backlog { get; }

    /// <summary>Gives outboxes back to parked messages that have none any more.</summary>
    public string Requeue { get; }

    /// <summary>
    /// Gives outbox, milliseconds since it was stored and since its last failure, the saga, and the lease if there is one. Only what is first of its saga:
    /// who has that may deliver those behind it, too.
    /// </summary>
    public string Claim(int limit, TimeSpan lease)
    {
        var (id, created) = (_states[nameof(OutboxState.OutboxId)], _states[nameof(OutboxState.Created)]);
        var choice = $"from {_states.Name} where {_due} <= {_dialect.Now} and {_isHead} order by {created}, {id} limit {Text(limit)}";
        var nextTry = _states[nameof(OutboxState.NextTry)];
        return _dialect.LocksRows
            ? $"select {ClaimColumns}, null {choice} for update skip locked"
            : $"update {_states.Name} set {nextTry} = {_dialect.After("'now'", Text((long)lease.TotalMilliseconds))} "
                + $"where {id} in (select {id} {choice}) returning {ClaimColumns}, {nextTry}";
    }

    /// <summary>Of all outboxes of some sagas, in order, what <see cref="Claim"/> gives, and in the place of the lease whether it is due (1).</summary>
    public void OfSagas(SqlText sql, IReadOnlyCollection<Guid> sagas, int limit)
    {
        sql.Append($"select {ClaimColumns}, case when {_due} <= {_dialect.Now} then 1 else 0 end from {_states.Name} ");
        sql.Append($"where {_states[nameof(OutboxState.SagaId)]} in (").AppendValues(sagas)
            .Append($") order by {_states[nameof(OutboxState.Created)]}, {_states[nameof(OutboxState.OutboxId)]} limit {Text(limit)}");
    }

    /// <summary>Gives a row if something of these sagas is due.</summary>
    public void DueOfSagas(SqlText sql, IReadOnlyCollection<Guid> sagas)
    {
        sql.Append($"select 1 from {_states.Name} where {_due} <= {_dialect.Now} and {_states[nameof(OutboxState.SagaId)]} in (");
        sql.AppendValues(sagas).Append(") limit 1");
    }

    /// <summary>
    /// Lets nobody else store an outbox of these sagas until the transaction ends, where the transaction doesn't do that anyway; then gives those that
    /// are there, the newest first: saga, outbox, when it was stored, and what time it is.
    /// </summary>
    /// <returns>How many results come before that.</returns>
    public int Predecessors(SqlText sql, IReadOnlyCollection<Guid> sagas, int limit)
    {
        var locks = 0;
        foreach (var saga in _dialect.LocksRows ? sagas.Order() : Enumerable.Empty<Guid>())
        {
            // A statement of its own: one that waits sees what was there when it began.
            sql.Append("select pg_advisory_xact_lock(hashtextextended(").AppendValue($"{Channel}:{saga}").Append(", 0)); ");
            locks++;
        }

        var (id, created, sagaId) = (_states[nameof(OutboxState.OutboxId)], _states[nameof(OutboxState.Created)], _states[nameof(OutboxState.SagaId)]);
        sql.Append($"select {sagaId}, {id}, {created}, {_dialect.Now} from {_states.Name} where {sagaId} in (").AppendValues(sagas)
            .Append($") order by {created} desc, {id} desc limit {Text(limit)}");
        return locks;
    }

    public string DeleteExpired(int limit)
    {
        var (message, consumer, consumed) =
            (_inbox[nameof(InboxState.MessageId)], _inbox[nameof(InboxState.ConsumerId)], _inbox[nameof(InboxState.Consumed)]);
        return $"delete from {_inbox.Name} where ({message}, {consumer}) in (select {message}, {consumer} from {_inbox.Name} "
            + $"where {_dialect.After(consumed, "{0}")} < {_dialect.Now} order by {consumed} limit {Text(limit)}"
            + (_dialect.LocksRows ? " for update skip locked)" : ")");
    }

    /// <summary>Removes outboxes that have been delivered as a whole.</summary>
    public void Remove(SqlText sql, IReadOnlyCollection<Guid> outboxes)
    {
        sql.Append($"delete from {_messages.Name} where {_messages[nameof(OutboxMessage.OutboxId)]} in (").AppendValues(outboxes).Append("); ");
        sql.Append($"delete from {_states.Name} where {_states[nameof(OutboxState.OutboxId)]} in (").AppendValues(outboxes).Append("); ");
    }

    /// <summary>Removes what has been delivered of an outbox, and notes why the next message was not.</summary>
    public void Note(SqlText sql, OutboxProgress progress)
    {
        var (id, number) = (_messages[nameof(OutboxMessage.OutboxId)], _messages[nameof(OutboxMessage.SequenceNumber)]);
        if (progress.DeliveredThrough > 0)
        {
            sql.Append($"delete from {_messages.Name} where {id} = ").AppendValue(progress.OutboxId)
                .Append($" and {number} <= ").AppendValue(progress.DeliveredThrough)
                .Append($" and {_messages[nameof(OutboxMessage.Parked)]} is null; ");
        }

        if (progress.Failure is not { } failure)
            return;

        sql.Append($"update {_messages.Name} set {_messages[nameof(OutboxMessage.LastError)]} = ").AppendValue(failure.Error)
            .Append($", {_messages[nameof(OutboxMessage.Tries)]} = ").AppendValue(failure.Tries);
        if (failure.IsParked)
            sql.Append($", {_messages[nameof(OutboxMessage.Parked)]} = {_dialect.Now}");
        sql.Append($" where {id} = ").AppendValue(progress.OutboxId).Append($" and {number} = ").AppendValue(failure.SequenceNumber).Append("; ");
    }

    /// <summary>When the outbox is to be looked at again.</summary>
    public void Postpone(SqlText sql, OutboxProgress progress)
    {
        var delayMs = (long)(progress.Failure?.Delay ?? TimeSpan.Zero).TotalMilliseconds;
        sql.Append($"update {_states.Name} set {_states[nameof(OutboxState.NextTry)]} = {_dialect.After(_dialect.Now, Text(delayMs))}");
        if (progress.Failure is not null)
            sql.Append($", {_states[nameof(OutboxState.LastTry)]} = {_dialect.Now}");
        sql.Append($" where {_states[nameof(OutboxState.OutboxId)]} = ").AppendValue(progress.OutboxId).Append("; ");
    }

    /// <summary>Removes those outboxes of which nothing is left to send.</summary>
    public void RemoveEmptied(SqlText sql, IReadOnlyCollection<Guid> outboxes)
    {
        var id = _states[nameof(OutboxState.OutboxId)];
        sql.Append($"delete from {_states.Name} where {id} in (").AppendValues(outboxes).Append($") and not exists (select 1 from {_messages.Name} "
            + $"where {_messages.Name}.{_messages[nameof(OutboxMessage.OutboxId)]} = {_states.Name}.{id} "
            + $"and {_messages.Name}.{_messages[nameof(OutboxMessage.Parked)]} is null); ");
    }

    /// <summary>Gives back what was leased and is still there. Another process may have taken others in the same millisecond, until the same time.</summary>
    public void EndLease(SqlText sql, string lease, IReadOnlyCollection<Guid> outboxes)
    {
        var nextTry = _states[nameof(OutboxState.NextTry)];
        sql.Append($"update {_states.Name} set {nextTry} = {_dialect.Now} where {nextTry} = ").AppendValue(lease)
            .Append($" and {_states[nameof(OutboxState.OutboxId)]} in (").AppendValues(outboxes).Append("); ");
    }

    /// <summary>Tells the other processes, when the transaction commits.</summary>
    public void Tell(SqlText sql) => sql.Append("select pg_notify(").AppendValue(Channel).Append(", ''); ");

    private string ClaimColumns => $"{_states[nameof(OutboxState.OutboxId)]}, {_dialect.MsSince(_states[nameof(OutboxState.Created)])}, "
        + $"{_dialect.MsSince(_states[nameof(OutboxState.LastTry)])}, {_states[nameof(OutboxState.SagaId)]}";

    // PostgreSQL cuts names after 63 bytes.
    private static string ChannelOf(string table)
    {
        const int MostBytes = 63;
        var name = $"outbox:{table}";
        return System.Text.Encoding.UTF8.GetByteCount(name) <= MostBytes
            ? name
            : $"outbox:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(table)))[..40]}";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
