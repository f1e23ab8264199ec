using System.Diagnostics.CodeAnalysis;
using Corporation.Runtime.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Corporation.Factory;

/// <summary>The plain executable: a factory and nothing else, told everything by environment and command line.</summary>
internal static class WorkerProgram
{
    private const string StateFolderKey = "StateFolder";
    private const string DefaultUrl = "http://127.0.0.1:7401";
    private const int BadSettings = 2;
    private const int CannotStart = 3;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The host that would log does not exist yet.")]
    public static async Task<int> RunAsync(string[] args)
    {
        var commandLine = new ConfigurationBuilder().AddCommandLine(args).Build();
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddConfiguration(commandLine).Build();
        var url = configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? DefaultUrl;
        try
        {
            await using var node = Build(url, configuration, commandLine);
            await node.RunAsync();
            return 0;
        }
        catch (OptionsValidationException wrong)
        {
            await Console.Error.WriteLineAsync(string.Join(' ', wrong.Failures));
            return BadSettings;
        }
        catch (FactoryStartException hindrance)
        {
            await Console.Error.WriteLineAsync(hindrance.Message);
            return CannotStart;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"The factory can't serve its health checks: {exception.Message} Choose another address with --urls.");
            return CannotStart;
        }
    }

    private static WebApplication Build(string url, IConfiguration configuration, IConfiguration commandLine)
    {
        var written = configuration[RoleModule.Variable];
        var role = RoleModule.Resolve(written, out var isKnown).Role;
        if (!string.IsNullOrWhiteSpace(written) && role is not FactoryRole.LocalWorker)
            throw Wrong($"{RoleModule.Variable} is {written}, but this program is a {RolePolicy.Of(FactoryRole.LocalWorker).Name} only. Start Corporation.Hq for that, or unset it.");

        var folder = configuration[StateFolderKey]
            ?? throw Wrong($"{StateFolderKey} is not set. Name the folder of the factory's journal and workspaces, for instance --{StateFolderKey} ./state.");

        // Goes before the environment, as on every command line. A role that is none is told of by whoever reads it.
        var settings = commandLine.AsEnumerable().ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        if (!isKnown)
            settings[RoleModule.Variable] = written;
        return WorkerNode.Build(new WorkerNodeOptions { Url = url, StateFolder = folder, Settings = settings });
    }

    private static OptionsValidationException Wrong(string problem) => new(StateFolderKey, typeof(WorkerNodeOptions), [problem]);
}
