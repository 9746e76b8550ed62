using System.Collections.Immutable;
using System.Xml.Linq;
using Prov.Connectors.Capabilities;
using Prov.Domain.Expressions;
using static Prov.Connectors.Spml.Messages.SpmlNames;

namespace Prov.Connectors.Spml.Messages;

/// <summary>The requests of the core and of the search capability.</summary>
internal sealed class SpmlRequests(SpmlSettings settings)
{
    private const int PageSize = 200;

    public static XElement ListTargets() => new(Core + "listTargetsRequest", new XAttribute("profile", "urn:oasis:names:tc:SPML:2:0:DSML"));

    public XElement Add(NewAccount account) => new(
        Core + "addRequest",
        TargetId(),
        new XAttribute("returnData", "everything"),
        new XElement(
            Core + "data",
            Attribute(settings.NameAttribute, [Value.From(account.Name)]),
            settings.EnabledAttribute is { } enabled ? Attribute(enabled, [StateOf(account.Enabled)]) : null,
            settings.EntitlementAttribute is { } rights && !account.Entitlements.IsEmpty ? Attribute(rights, Texts(account.Entitlements)) : null,
            account.Attributes.Where(a => !a.Value.AsValues().IsEmpty).Select(a => Attribute(a.Key, a.Value.AsValues()))));

    public XElement Modify(string id, AccountChange change) => new(
        Core + "modifyRequest",
        new XAttribute("returnData", "identifier"),
        PsoId(id),
        change.Name is { } name ? Modification(settings.NameAttribute, "replace", [Value.From(name)]) : null,
        change.Enabled is { } enabled && settings.EnabledAttribute is { } state ? Modification(state, "replace", [StateOf(enabled)]) : null,
        settings.EntitlementAttribute is { } rights
            ? new[] { Rights(rights, "add", change.Add), Rights(rights, "delete", change.Remove) }
            : null,
        change.Set.Select(a => Modification(a.Key, "replace", a.Value.AsValues())));

    public XElement Delete(string id) => new(Core + "deleteRequest", PsoId(id));

    public XElement Lookup(string id) => new(Core + "lookupRequest", new XAttribute("returnData", "everything"), PsoId(id));

    public static XElement Status(string requestId) =>
        new(Async + "statusRequest", new XAttribute("asyncRequestID", requestId), new XAttribute("returnResults", "false"));

    public XElement SearchByName(string name) => SearchRequest(
        new XElement(Dsml + "equalityMatch", new XAttribute("name", settings.NameAttribute), new XElement(Dsml + "value", name)));

    public XElement SearchAll() => SearchRequest(new XElement(Dsml + "present", new XAttribute("name", settings.NameAttribute)));

    public static XElement Iterate(string iterator) =>
        new(Search + "iterateRequest", new XElement(Search + "iterator", new XAttribute("ID", iterator)));

    private XElement SearchRequest(XElement condition) => new(
        Search + "searchRequest",
        new XAttribute("returnData", "everything"),
        new XAttribute("maxSelect", PageSize),
        new XElement(Search + "query", TargetId(), new XElement(Dsml + "filter", condition)));

    private static XElement? Rights(string attribute, string operation, ImmutableArray<string> rights) =>
        rights.IsEmpty ? null : Modification(attribute, operation, Texts(rights));

    private static ImmutableArray<Value> Texts(ImmutableArray<string> texts) => [.. texts.Select(t => Value.From(t))];

    private XAttribute? TargetId() => settings.TargetId is { } id ? new XAttribute("targetID", id) : null;

    private XElement PsoId(string id) => new(Core + "psoID", new XAttribute("ID", id), TargetId());

    private Value StateOf(bool enabled) => Value.From(enabled ? settings.EnabledValue : settings.DisabledValue);

    private static XElement Attribute(string name, ImmutableArray<Value> values) => new(Dsml + "attr", new XAttribute("name", name), values.Select(Write));

    // Replacing by nothing removes the attribute (DSML v2, modification).
    private static XElement Modification(string name, string operation, ImmutableArray<Value> values) => new(
        Core + "modification",
        new XElement(Dsml + "modification", new XAttribute("name", name), new XAttribute("operation", operation), values.Select(Write)));

    private static XElement Write(Value value) => value.Kind == ValueKind.Bytes
        ? new(Dsml + "value", new XAttribute(Xsi + "type", "xsd:base64Binary"), new XAttribute(XNamespace.Xmlns + "xsd", Xsd.NamespaceName), value.ToString())
        : new(Dsml + "value", value.ToString());
}
