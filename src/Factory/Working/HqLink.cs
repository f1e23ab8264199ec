using Corporation.Contracts;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Settings;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Working;

/// <summary>The factory's way to HQ. One request client per message type for the whole process: making one costs more than a request.</summary>
/// <remarks>The bus is asked for when first used and not in the constructor: building the bus builds the consumers, and those need this.</remarks>
internal sealed class HqLink(IServiceProvider services, HeartbeatSignal signal, IOptions<FactoryOptions> options)
{
    private static readonly Uri Hq = QueueNames.Address(QueueNames.Hq);
    private readonly RequestTimeout _timeout = options.Value.HqAnswerTimeout;
    private readonly Dictionary<Type, object> _clients = [];
    private readonly Lock _gate = new();
    private volatile ISendEndpoint? _endpoint;

    /// <summary>Asks HQ, with one of two answers.</summary>
    /// <exception cref="RequestException">No answer, or HQ failed.</exception>
    public async Task<Response<TYes, TNo>> AskAsync<TRequest, TYes, TNo>(TRequest request, CancellationToken cancellationToken)
        where TRequest : class
        where TYes : class
        where TNo : class
    {
        var answer = await Client<TRequest>().GetResponse<TYes, TNo>(request, cancellationToken, _timeout);
        signal.HqIsThere();
        return answer;
    }

    /// <summary>Asks HQ, and waits at most <paramref name="timeout"/>.</summary>
    /// <exception cref="RequestException">No answer, or HQ failed.</exception>
    public async Task<Response<TAnswer>> AskAsync<TRequest, TAnswer>(TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : class
        where TAnswer : class
    {
        var answer = await Client<TRequest>().GetResponse<TAnswer>(request, cancellationToken, timeout);
        signal.HqIsThere();
        return answer;
    }

    /// <summary>Tells HQ something that needs no answer.</summary>
    public async Task TellAsync<T>(T message, CancellationToken cancellationToken)
        where T : class
    {
        var endpoint = _endpoint ??= await services.GetRequiredService<IBus>().GetSendEndpoint(Hq);
        await endpoint.Send(message, cancellationToken);
    }

    private IRequestClient<TRequest> Client<TRequest>()
        where TRequest : class
    {
        lock (_gate)
        {
            if (!_clients.TryGetValue(typeof(TRequest), out var client))
                _clients[typeof(TRequest)] = client = services.GetRequiredService<IClientFactory>().CreateRequestClient<TRequest>(Hq, _timeout);
            return (IRequestClient<TRequest>)client;
        }
    }
}
