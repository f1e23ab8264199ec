using MassTransit;

namespace Corporation.SagaStore.Tests.Counting;

public sealed record OpenCounter(Guid CorrelationId, string? Name = null) : CorrelatedBy<Guid>;

public sealed record StepCounter(Guid CorrelationId, string What) : CorrelatedBy<Guid>;

/// <summary>Found by the counter's name, not by its id.</summary>
public sealed record StepByColor(CounterColor Color, string What);

public sealed record CloseCounter(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Steps, then throws.</summary>
public sealed record BreakCounter(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Appends a step whose number exists.</summary>
public sealed record RepeatStep(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Changes nothing, and answers.</summary>
public sealed record AskCounter(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record CounterAnswer(Guid CorrelationId, int Steps);

/// <summary>Opens and closes in one message.</summary>
public sealed record FlashCounter(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Sent by the machine with each step: shows what left the endpoint.</summary>
public sealed record CounterStepped(Guid CorrelationId, int Steps);
