using Corporation.Factory.Handling;

namespace Corporation.Factory.Cataloguing;

/// <summary>The kinds that a factory runs. One <see cref="Add{THandler}()"/> line per handler; errors are gathered and thrown at once when the factory is added.</summary>
public sealed class MissionCatalog
{
    private readonly List<(Type Handler, MissionKindAttribute? Kind)> _handlers = [];

    /// <summary>Registers a handler: a class with <see cref="MissionKindAttribute"/> that implements <see cref="IMissionHandler{TInput,TResult}"/>.</summary>
    public MissionCatalog Add<THandler>()
        where THandler : class => Add(typeof(THandler));

    /// <inheritdoc cref="Add{THandler}()"/>
    public MissionCatalog Add(Type handlerType)
    {
        ArgumentNullException.ThrowIfNull(handlerType);
        _handlers.Add((handlerType, null));
        return this;
    }

    /// <summary>Registers a handler for a kind that is known only now; it may be registered for several. An attribute that it has does not count.</summary>
    public MissionCatalog Add<THandler>(MissionKindAttribute kind)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        _handlers.Add((typeof(THandler), kind));
        return this;
    }

    /// <exception cref="MissionCatalogException">A handler is wrong, or two have the same kind or alias.</exception>
    internal IReadOnlyList<MissionDefinition> Build()
    {
        var errors = new List<string>();
        var definitions = new List<MissionDefinition>();
        foreach (var (handler, kind) in _handlers)
        {
            if (HandlerInspection.Inspect(handler, kind, errors) is { } definition)
                definitions.Add(definition);
        }

        var owners = definitions
            .SelectMany(definition => definition.Kind.Aliases.Prepend(definition.Name).Select(name => (Name: name, definition.HandlerType)))
            .GroupBy(owner => owner.Name, owner => owner.HandlerType.FullName, StringComparer.Ordinal)
            .Where(owner => owner.Count() > 1);
        foreach (var owner in owners)
        {
            errors.Add(
                $"The kind '{owner.Key}' is claimed {owner.Count()} times, by {string.Join(" and ", owner.Distinct())}; each kind and alias needs exactly one handler.");
        }

        return errors.Count == 0 ? definitions : throw new MissionCatalogException(errors);
    }
}
