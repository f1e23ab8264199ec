namespace Corporation.Hq.BackingUp;

/// <summary>Where an HQ's state is.</summary>
public abstract record DatabasePlace
{
    private DatabasePlace()
    {
    }

    /// <summary>In the state folder of a standalone node.</summary>
    /// <param name="StateFolder">The folder.</param>
    public sealed record InFolder(string StateFolder) : DatabasePlace;

    /// <summary>In a PostgreSQL database.</summary>
    /// <param name="ConnectionString">For Npgsql.</param>
    public sealed record OnServer(string ConnectionString) : DatabasePlace;
}
