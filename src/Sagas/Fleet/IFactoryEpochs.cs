namespace Corporation.Sagas.Fleet;

/// <summary>Knows the newest process of each factory, and what it is told.</summary>
public interface IFactoryEpochs
{
    /// <summary>False when a newer process of the factory has announced itself than the one of that epoch.</summary>
    bool IsCurrent(string factoryId, long epoch);

    /// <summary>False while the factory is told to take no new missions.</summary>
    bool MayTakeNew(string factoryId) => true;
}
