using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;

namespace Corporation.Client;

/// <summary>Missions by their .NET types.</summary>
public static class TypedMissions
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    /// <summary>Submits a mission whose context is <paramref name="input"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="input">Written as JSON with snake_case names.</param>
    /// <param name="cancellationToken">Gives up; the mission may have been accepted.</param>
    /// <param name="configure">Sets the other fields.</param>
    public static Task<SubmittedMission> SubmitAsync<TInput>(
        this IMissionClient client,
        string kind,
        TInput input,
        CancellationToken cancellationToken,
        Func<MissionSubmission, MissionSubmission>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);

        var submission = new MissionSubmission
        {
            MissionKind = kind,
            Payload = new() { Context = JsonSerializer.SerializeToElement(input, ContractsJson.Http) },
        };
        return client.SubmitAsync(configure?.Invoke(submission) ?? submission, cancellationToken);
    }

    /// <summary>Submits a mission, waits for its end however long that takes, and gives its result.</summary>
    /// <param name="client">The client.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="input">Written as JSON with snake_case names.</param>
    /// <param name="cancellationToken">Stops waiting; the mission goes on.</param>
    /// <param name="configure">Sets the other fields.</param>
    /// <exception cref="MissionFailedException">It ended without a result.</exception>
    public static async Task<TResult> RunAsync<TResult>(
        this IMissionClient client,
        string kind,
        object input,
        CancellationToken cancellationToken,
        Func<MissionSubmission, MissionSubmission>? configure = null)
    {
        var mission = (await client.SubmitAsync(kind, input, cancellationToken, configure)).Mission;
        while (!mission.State.IsTerminal())
            mission = await client.GetAsync(mission.JobId, Wait, cancellationToken);

        // The answer to a submit leaves nothing out, but a mission known by its key may have ended long ago: both have the result.
        return mission is { State: MissionLifeState.Succeeded, Result: { } result }
            ? result.Deserialize<TResult>(ContractsJson.Lenient)!
            : throw new MissionFailedException(mission);
    }
}
