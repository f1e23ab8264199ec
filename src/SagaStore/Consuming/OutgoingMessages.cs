using Corporation.SagaStore.Delivering;

namespace Corporation.SagaStore.Consuming;

/// <summary>What is sent while one message is consumed, and on behalf of which sagas.</summary>
internal sealed class OutgoingMessages
{
    // Of several sagas found by a query one may send while another still runs.
    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _sagas = [];
    private readonly List<(Guid? SagaId, OutboxMessage Row)> _messages = [];

    /// <summary>A saga consumes the message.</summary>
    public void Enter(Guid sagaId)
    {
        lock (_gate)
            _sagas.Add(sagaId);
    }

    public void Add(OutboxMessage row, Guid? sagaId)
    {
        lock (_gate)
            _messages.Add((sagaId, row));
    }

    /// <summary>One outbox for each saga, and one for what was sent past them. Of one saga everything is its own, whichever way it was sent.</summary>
    public IReadOnlyList<OutgoingOutbox> Pack(Func<Guid?, OutboxState> newState)
    {
        lock (_gate)
        {
            Guid? only = _sagas.Count == 1 ? _sagas.First() : null;
            return [.. _messages.GroupBy(message => only ?? message.SagaId, message => message.Row).Select(rows => Pack(newState(rows.Key), [.. rows]))];
        }
    }

    private static OutgoingOutbox Pack(OutboxState state, IReadOnlyList<OutboxMessage> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].OutboxId = state.OutboxId;
            rows[i].SequenceNumber = i + 1;
        }

        return new OutgoingOutbox(state, rows);
    }
}

/// <summary>An outbox on its way into the database.</summary>
internal sealed record OutgoingOutbox(OutboxState State, IReadOnlyList<OutboxMessage> Messages)
{
    /// <summary>Whether older messages of the same saga have not left yet: then it is not sent from memory.</summary>
    public bool Waits => State.HoldMs == 0;
}
