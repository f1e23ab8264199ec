using System.Diagnostics.CodeAnalysis;
using Corporation.Runtime.Roles;

namespace Corporation.Hq;

/// <summary>The plain executable: everything it needs to know comes from environment and command line.</summary>
internal static class HqHost
{
    private const string StateFolderKey = "StateFolder";
    private const string DefaultUrl = "http://127.0.0.1:7400";
    private const int BadSettings = 2;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The host that would log does not exist yet.")]
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        try
        {
            var role = RoleModule.Resolve(configuration[RoleModule.Variable], out _);
            if (role.Role is not FactoryRole.StandaloneNode)
            {
                throw new NodeSettingsException(
                    $"{RoleModule.Variable} is {role.Name}, which needs PostgreSQL and the Redis Streams bus; this version has neither yet. "
                    + "Set FACTORY_ROLE=STANDALONE_NODE.");
            }

            await using var node = StandaloneNode.Build(new StandaloneNodeOptions
            {
                StateFolder = configuration[StateFolderKey] ?? throw new NodeSettingsException(
                    $"{StateFolderKey} is not set. Name the folder of the node's database and workspaces, for instance --{StateFolderKey} ./state."),
                Url = configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? DefaultUrl,
            });
            await node.RunAsync();
            return 0;
        }
        catch (NodeSettingsException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return BadSettings;
        }
    }
}
