namespace Corporation.Sagas.Commanding;

/// <summary>
/// A newer process of a factory has announced itself: what an older one held is lost at once. Sent by HQ through the mediator.
/// </summary>
/// <param name="MissionId">The mission.</param>
/// <param name="FactoryId">The factory.</param>
/// <param name="Epoch">Its newest epoch.</param>
public sealed record SupersedeClaim(Guid MissionId, string FactoryId, long Epoch);
