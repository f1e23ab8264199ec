using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Corporation.Factory.Processes;

/// <summary>All living processes that come from one started process, as Linux shows them in <c>/proc</c>.</summary>
/// <remarks>
/// Three ways find them: the session or process group of the first one, parenthood, and a marker in the environment for those
/// that made a session of their own and lost their parent. Only a process that does all of that and clears its environment escapes.
/// </remarks>
internal static class ProcessTree
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    /// <summary>The living members; without the factory itself.</summary>
    public static IReadOnlyList<int> Find(int rootId, string marker) =>
        Find($"{ProcessMarker.Variable}={marker}\0", entry => entry.Id == rootId || entry.Group == rootId || entry.Session == rootId);

    /// <summary>The living processes of all runs whose marker begins with <paramref name="owner"/>, with what they started.</summary>
    public static IReadOnlyList<int> FindOwned(string owner) => Find($"{ProcessMarker.Variable}={owner}", static _ => false);

    private static IReadOnlyList<int> Find(string marking, Func<Entry, bool> isMember)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<Entry>()
            .ToList();
        var found = new HashSet<int>();
        var wanted = Encoding.UTF8.GetBytes(marking);
        foreach (var entry in all)
        {
            if (isMember(entry) || HasMarker(entry.Id, wanted))
                found.Add(entry.Id);
        }

        // Children of members, and theirs, until nothing more turns up.
        int before;
        do
        {
            before = found.Count;
            found.UnionWith(all.Where(entry => found.Contains(entry.Parent)).Select(entry => entry.Id).ToList());
        }
        while (found.Count > before);

        found.Remove(Environment.ProcessId);
        return [.. found.Where(id => all.Exists(entry => entry.Id == id && !entry.IsDead))];
    }

    /// <summary>Sends a signal to each; those that are gone don't matter.</summary>
    public static void Signal(IReadOnlyList<int> processes, int signal)
    {
        foreach (var id in processes)
            _ = Kill(id, signal);
    }

    private static Entry? Read(int id)
    {
        try
        {
            // pid (name) state parent group session …; the name may hold anything, so count from its closing parenthesis.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new(id, fields[0] is "Z" or "X", Number(fields[1]), Number(fields[2]), Number(fields[3]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return null;
        }

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static bool HasMarker(int id, byte[] wanted)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(wanted) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else's process, or one that has ended.
            return false;
        }
    }

    // Blittable, so the source generator would only add unsafe code.
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Two integers need no generated marshalling.")]
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);

    private sealed record Entry(int Id, bool IsDead, int Parent, int Group, int Session);
}
