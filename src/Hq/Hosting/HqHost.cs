using System.Diagnostics.CodeAnalysis;
using Corporation.Factory;
using Corporation.Runtime.Roles;

namespace Corporation.Hq;

/// <summary>The plain executable: everything it needs to know comes from environment and command line.</summary>
internal static class HqHost
{
    private const string StateFolderKey = "StateFolder";
    private const string DefaultUrl = "http://127.0.0.1:7400";
    private const string DefaultWorkerUrl = "http://127.0.0.1:7401";
    private const int BadSettings = 2;
    private const int CannotStart = 3;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The host that would log does not exist yet.")]
    public static async Task<int> RunAsync(string[] args)
    {
        var commandLine = new ConfigurationBuilder().AddCommandLine(args).Build();
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddConfiguration(commandLine).Build();
        try
        {
            await using var node = Build(configuration, commandLine);
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

    private static WebApplication Build(IConfiguration configuration, IConfiguration commandLine)
    {
        var role = RoleModule.Resolve(configuration[RoleModule.Variable], out var isKnown).Role;
        var url = configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? (role is FactoryRole.LocalWorker ? DefaultWorkerUrl : DefaultUrl);

        // Goes before the environment, as on every command line. A role that is none is told of by whoever reads it.
        var settings = commandLine.AsEnumerable().ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        if (!isKnown)
            settings[RoleModule.Variable] = configuration[RoleModule.Variable];
        return role switch
        {
            FactoryRole.Headquarters => Headquarters.Build(new HeadquartersOptions { Url = url, Settings = settings }),
            FactoryRole.LocalWorker => WorkerNode.Build(new WorkerNodeOptions { Url = url, StateFolder = StateFolderOf(configuration), Settings = settings }),
            _ => StandaloneNode.Build(new StandaloneNodeOptions { Url = url, StateFolder = StateFolderOf(configuration), Settings = settings }),
        };
    }

    private static string StateFolderOf(IConfiguration configuration) => configuration[StateFolderKey] ?? throw new NodeSettingsException(
        $"{StateFolderKey} is not set. Name the folder of the node's database and workspaces, for instance --{StateFolderKey} ./state.");
}
