using MassTransit;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>Gives the topics of one test names of their own, so that tests beside it don't hear it.</summary>
public sealed class ScopedEntityNames(string prefix, IEntityNameFormatter names) : IEntityNameFormatter
{
    public string FormatEntityName<T>() => prefix + names.FormatEntityName<T>();
}
