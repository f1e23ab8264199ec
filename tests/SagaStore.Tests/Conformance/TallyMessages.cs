using MassTransit;

namespace Corporation.SagaStore.Tests.Conformance;

public sealed record StartTally(Guid CorrelationId, string Label) : CorrelatedBy<Guid>;

/// <summary>Taken once, however often it comes.</summary>
public sealed record StepTally(Guid CorrelationId, int Step) : CorrelatedBy<Guid>;

/// <summary>Found by the tally's label, not by its id.</summary>
public sealed record StepByLabel(string Label, int Step);

/// <summary>Steps, publishes, then throws.</summary>
public sealed record BreakTally(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record CloseTally(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Opens and closes in one message.</summary>
public sealed record FlashTally(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Changes nothing.</summary>
public sealed record AskTally(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>What the machine publishes: shows what left the endpoint.</summary>
public sealed record TallySaid(Guid CorrelationId, string What);
