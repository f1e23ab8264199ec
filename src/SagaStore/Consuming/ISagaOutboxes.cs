using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Consuming;

/// <summary>The transaction of a consumed message, as the repository of its sagas sees it.</summary>
internal interface ISagaOutboxes
{
    /// <summary>Gives a saga a context of its own to send through, if it is changed by this transaction.</summary>
    /// <param name="context">The saga's, without it.</param>
    /// <param name="database">Through which it is changed.</param>
    /// <param name="sagaId">Which.</param>
    ConsumeContext<T> Enter<T>(ConsumeContext<T> context, DbContext database, Guid sagaId)
        where T : class;
}
