using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Routing;

/// <summary>Checks the input of a mission again when a factory claims it that means another thing by the kind than those did that were there at the submit.</summary>
internal sealed class InputJudge(FactoryDirectory directory, InputCheck check, IStoreReader store) : IInputJudge
{
    private const string Context = "select context from mission_payloads where mission_id = $1";

    private const string Announced =
        """
        select k.announcement from factories f join factory_kinds k on k.factory_id = f.factory_id
        where f.factory_id = $1 and f.epoch = $2 and k.mission_kind = $3
        """;

    /// <inheritdoc />
    public async ValueTask<InputVerdict?> JudgeAsync(MissionState mission, ClaimMission claim, CancellationToken cancellationToken)
    {
        if (await OfferOfAsync(claim, mission.MissionKind, cancellationToken) is not { } offer)
            return null;

        var schema = KindDigest.OfInput(offer);
        if (mission.Fits(schema))
            return null;

        var contexts = await store.QueryAsync(Context, static row => row.GetString(0), [mission.CorrelationId], cancellationToken);
        var errors = new InputErrors();
        check.Check(offer, JsonElement.Parse(contexts[0]), "payload.context", errors);
        return new InputVerdict(schema, errors.Any ? errors.First : null, !errors.IsUncertain);
    }

    /// <summary>The kind as that very process announced it: to this HQ, or to another one a moment ago.</summary>
    private async ValueTask<KindAnnouncement?> OfferOfAsync(ClaimMission claim, string kind, CancellationToken cancellationToken)
    {
        if (directory.FindFactory(claim.FactoryId) is { } known && known.Epoch == claim.Epoch && known.Kinds.FirstOrDefault(one => one.MissionKind == kind) is { } offer)
            return offer;

        var announced = await store.QueryAsync(Announced, static row => row.GetString(0), [claim.FactoryId, claim.Epoch, kind], cancellationToken);
        return announced.Count == 0 ? null : JsonSerializer.Deserialize<KindAnnouncement>(announced[0]);
    }
}
