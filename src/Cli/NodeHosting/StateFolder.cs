using Corporation.Cli.Invoking;

namespace Corporation.Cli.NodeHosting;

/// <summary>The folder in which a standalone node keeps everything, held by one process at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    private const string LockName = "corp.lock";
    private readonly FileStream _lock;

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary><c>$XDG_STATE_HOME/corporation</c>, else <c>~/.local/state/corporation</c>.</summary>
    public static string Default(Func<string, string?> variable)
    {
        if (variable("XDG_STATE_HOME") is { Length: > 0 } state && System.IO.Path.IsPathRooted(state))
            return System.IO.Path.Combine(state, "corporation");

        var home = variable("HOME") is { Length: > 0 } given ? given : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0
            ? System.IO.Path.Combine(home, ".local", "state", "corporation")
            : throw CliException.BadInput("There is no home folder to keep the state in. Name a folder with --data.");
    }

    /// <summary>Creates the folder if need be and takes it; the operating system gives it free when this process ends, however it ends.</summary>
    public static StateFolder Hold(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"The state folder '{full}' can't be created: {exception.Message} Name another with --data.");
        }

        try
        {
            return new StateFolder(full, new FileStream(System.IO.Path.Combine(full, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CliException.BadInput($"The state folder '{full}' can't be written: {exception.Message} Name another with --data.");
        }
        catch (IOException exception)
        {
            throw CliException.CannotStart(
                $"The state folder '{full}' is in use by another node ({exception.Message}). Stop that one, or name another folder with --data.");
        }
    }

    public void Dispose() => _lock.Dispose();
}
