using Corporation.SagaStore.Delivering;
using MassTransit;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Posting;

/// <summary>What a scope outside of consumers sends becomes rows of the scope's context. Requests go out at once: their answer is waited for.</summary>
internal sealed class BusOutboxContext<TContext> : ScopedBusContext, OutboxSendContext
    where TContext : DbContext
{
    private readonly TContext _database;
    private readonly Outbox<TContext> _outbox;
    private readonly PostedOutboxes _posted;
    private readonly IServiceProvider _provider;
    private readonly Lock _gate = new();
    private OutboxState? _state;
    private long _messages;

    public BusOutboxContext(TContext database, Outbox<TContext> outbox, PostedOutboxes posted, PostingDoors doors, IServiceProvider provider)
    {
        _database = database;
        _outbox = outbox;
        _posted = posted;
        _provider = provider;
        SendEndpointProvider = new OutboxSendEndpointProvider(this, doors.Sending);
        PublishEndpoint = new PublishEndpoint(new OutboxPublishEndpointProvider(this, doors.Publishing));
        ClientFactory = doors.Requesting;
    }

    public ISendEndpointProvider SendEndpointProvider { get; }

    public IPublishEndpoint PublishEndpoint { get; }

    public IScopedClientFactory ClientFactory { get; }

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var row = MessageCapture.RowOf(context);
        lock (_gate)
        {
            // A state that has been saved may have been delivered and removed already: what comes now is another outbox.
            if (_state is null || _database.Entry(_state).State != EntityState.Added)
                BeginOutbox();
            row.OutboxId = _state!.OutboxId; // Begun above.
            row.SequenceNumber = ++_messages;
            _database.Add(row);
            _posted.Add(_database, row);
        }

        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => _provider.GetService(serviceType);

    private void BeginOutbox()
    {
        _messages = 0;
        _state = _outbox.NewState(NewId.NextSequentialGuid(), TimeSpan.Zero, sagaId: null);
        _database.Add(_state);
        _posted.Add(_database, _state);
    }
}

/// <summary>The ways out, without an outbox.</summary>
internal sealed record PostingDoors(ISendEndpointProvider Sending, IPublishEndpointProvider Publishing, IScopedClientFactory Requesting);
