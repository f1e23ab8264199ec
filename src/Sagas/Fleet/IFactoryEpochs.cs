namespace Corporation.Sagas.Fleet;

/// <summary>Knows the newest process of each factory.</summary>
public interface IFactoryEpochs
{
    /// <summary>False when a newer process of the factory has announced itself than the one of that epoch.</summary>
    bool IsCurrent(string factoryId, long epoch);
}
