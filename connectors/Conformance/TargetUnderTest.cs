using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Conformance;

/// <summary>A real target with nothing in it, its configuration, and a way to look into it that does not go through the connector.</summary>
public abstract class TargetUnderTest : IAsyncDisposable
{
    private readonly List<IConnector> _made = [];

    public abstract IConnectorFactory Factory { get; }

    /// <summary>As an administrator would configure it; each attribute of <see cref="Attributes"/> is mapped.</summary>
    public abstract TargetSystem Target { get; }

    public virtual ISecretResolver Secrets { get; } = new NoSecrets();

    /// <summary>One value for each type of attribute that the target holds, several where it holds several, equal to what is read back.</summary>
    public abstract ImmutableSortedDictionary<string, Value> Attributes { get; }

    /// <summary>An attribute out of <see cref="Attributes"/> that holds any one text.</summary>
    public abstract string TextAttribute { get; }

    /// <summary>Three rights that can be held; empty when the target has none.</summary>
    public virtual ImmutableArray<string> Entitlements => [];

    public virtual bool CanDisable => true;

    /// <summary>False when the target's history does not show a right given or taken as a change of the account that holds it.</summary>
    public virtual bool ShowsMembershipsAsChanges => true;

    /// <summary>As many accounts as make more than one page; fewer for a target that is slow to create them.</summary>
    public virtual int Many => 1200;

    /// <summary>The account as another reader of the target sees it; null when there is none.</summary>
    public abstract Task<TargetAccount?> FindAsync(string name);

    /// <summary>How many accounts another reader of the target sees.</summary>
    public abstract Task<int> CountAsync();

    /// <summary>A connector to this target; disposed with it.</summary>
    public IConnector Make(Func<TargetSystem, TargetSystem>? change = null)
    {
        var target = change is null ? Target : change(Target);
        Assert.Empty(SettingsCheck.Check(Factory, target));
        var connector = Factory.Create(target, Secrets);
        _made.Add(connector);
        return connector;
    }

    /// <summary>A connector with one setting changed.</summary>
    public IConnector Make(string setting, string value) => Make(t => t with { Settings = t.Settings.SetItem(setting, value) });

    public NewAccount Account(string name) => new() { Name = name, Enabled = true, Attributes = Attributes };

    public async ValueTask DisposeAsync()
    {
        foreach (var connector in _made)
        {
            await connector.DisposeAsync();
        }

        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask CloseAsync();

    /// <summary>Mappings for <see cref="Target"/>; the engine's business, connectors only read their attributes.</summary>
    protected ImmutableArray<AttributeMapping> Mappings() => [.. Attributes.Keys.Select(name => new AttributeMapping(name, "null"))];

    private sealed class NoSecrets : ISecretResolver
    {
        public string Resolve(string reference) => throw new InvalidOperationException($"There is no secret {reference}.");
    }
}
