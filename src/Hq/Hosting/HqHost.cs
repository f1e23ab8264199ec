using System.Diagnostics.CodeAnalysis;
using Corporation.Factory;
using Corporation.Runtime.Roles;

namespace Corporation.Hq;

/// <summary>The plain executable: everything it needs to know comes from environment and command line.</summary>
internal static class HqHost
{
    private const string StateFolderKey = "StateFolder";
    private const string DefaultUrl = "http://127.0.0.1:7400";
    private const int BadSettings = 2;
    private const int CannotStart = 3;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The host that would log does not exist yet.")]
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        try
        {
            await using var node = Build(RoleModule.Resolve(configuration[RoleModule.Variable], out _).Role, configuration);
            await node.RunAsync();
            return 0;
        }
        catch (Exception exception) when (NodeFailure.WrongSettings(exception) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return BadSettings;
        }
        catch (Exception exception) when (NodeFailure.Hindrance(exception) is { } hindrance)
        {
            await Console.Error.WriteLineAsync(hindrance);
            return CannotStart;
        }
    }

    private static WebApplication Build(FactoryRole role, IConfiguration configuration)
    {
        var url = configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? DefaultUrl;
        return role switch
        {
            FactoryRole.Headquarters => Headquarters.Build(new HeadquartersOptions { Url = url }),
            FactoryRole.LocalWorker => WorkerNode.Build(new WorkerNodeOptions { Url = url, StateFolder = StateFolderOf(configuration) }),
            _ => StandaloneNode.Build(new StandaloneNodeOptions { Url = url, StateFolder = StateFolderOf(configuration) }),
        };
    }

    private static string StateFolderOf(IConfiguration configuration) => configuration[StateFolderKey] ?? throw new NodeSettingsException(
        $"{StateFolderKey} is not set. Name the folder of the node's database and workspaces, for instance --{StateFolderKey} ./state.");
}
