using MassTransit;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>The suite's saga: what every repository can keep.</summary>
public sealed class TallyState : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string Label { get; set; } = "";

    public int Steps { get; set; }

    /// <summary>The steps taken, each between semicolons.</summary>
    public string Taken { get; set; } = ";";

    public bool Take(int step)
    {
        if (Taken.Contains($";{step};", StringComparison.Ordinal))
            return false;

        Taken += $"{step};";
        Steps++;
        return true;
    }
}

/// <summary>In no model.</summary>
public sealed class StrayState : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";
}

public sealed class StraySaga : MassTransitStateMachine<StrayState>
{
    public StraySaga() => InstanceState(stray => stray.CurrentState);
}
