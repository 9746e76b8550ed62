using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Rest.Operations;
using Prov.Connectors.Rest.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Rest;

/// <summary>Accounts of any server with JSON over HTTP, by declaration only: operations, places in JSON, paging and errors are settings.</summary>
public sealed class RestConnectorFactory(TimeProvider time) : IConnectorFactory
{
    private const int MaxPageSize = 10_000;
    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] _places = ["idPath", "namePath", "enabledPath", "secretPath", "heldPath", "item", "list.items", "paging.next", "entitlements.items", "entitlements.name"];

    private static readonly (string Name, string Does, bool HasBody)[] _operations =
    [
        ("list", "lists all accounts", true), ("get", "shows the account of {id}", false), ("find", "lists the accounts of {name}", true),
        ("create", "makes an account", true), ("update", "changes the account of {id}", true), ("delete", "deletes the account of {id}", true),
        ("enable", "enables the account of {id}", true), ("disable", "disables the account of {id}", true),
        ("grant", "gives {entitlement} to {id}", true), ("revoke", "takes {entitlement} from {id}", true), ("entitlements", "lists all rights", true),
    ];

    public RestConnectorFactory()
        : this(TimeProvider.System)
    {
    }

    public string Kind => "rest";

    public bool DeliversSecrets => true;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        .. HttpSettings.Declared,
        new("idPath", false, "JSON path of the server's own id in an account; default id."),
        new("namePath", true, "JSON path of the unique name in an account."),
        new("enabledPath", false, "JSON path of the state in an account."),
        new("enabledValue", false, "What is there in an enabled account; default true."),
        new("disabledValue", false, "What is there in a disabled account; default false."),
        new("secretPath", false, "JSON path where the first secret goes in a new account."),
        new("heldPath", false, "JSON path of the rights that an account holds, within the account."),
        new("item", false, "JSON path of the account in an answer that shows one; default $."),
        new("list.items", false, "JSON path of the accounts in a list; default $."),
        new("entitlements.items", false, "JSON path of the rights in their list; default $."),
        new("entitlements.name", false, "JSON path of the name in a right; default name."),
        new("update.sends", false, "changes (taken away is null), or whole (the account is read first); default changes.") { Allowed = ["changes", "whole"] },
        new("paging", false, "none, page, offset, cursor (in the body) or link (header Link); default none.") { Allowed = ["none", "page", "offset", "cursor", "link"] },
        new("paging.parameter", false, "Query parameter that says where to go on; default page, offset or cursor."),
        new("paging.sizeParameter", false, "Query parameter that says how many at once."),
        new("paging.size", false, "How many at once, 1 to 10000; default 100."),
        new("paging.first", false, "Number of the first page, 0 or 1; default 1."),
        new("paging.next", false, "JSON path of the next cursor; for cursor."),
        new("errors", false, "What answers mean where it is not usual, like 422 -> conflict; 200 $.ok=false -> refused."),
        .. _operations.SelectMany(Declare),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var faults = new[]
        {
            settings.CheckNumber("paging.size", 1, MaxPageSize),
            settings.CheckNumber("paging.first", 0, 1),
            settings.Text("paging", "none") == "cursor" && settings.Find("paging.next") is null
                ? new("paging.next", "SETTING_MISSING", "Set paging.next, which paging by cursor needs.")
                : null,
            settings.Find("get.path") is null && settings.Find("list.path") is null && settings.Find("find.path") is null
                ? new("get.path", "SETTING_MISSING", "Set get.path, find.path or list.path, so that accounts can be read.")
                : null,
            RestErrorRule.TryParse(settings.Text("errors", ""), out _, out var wrong)
                ? null
                : new("errors", "ERROR_RULE_INVALID", $"{wrong} is no rule. Write it like: 422 $.code=taken -> conflict."),
        };
        return
        [
            .. HttpSettingsCheck.Check(settings), .. faults.OfType<SettingFault>(),
            .. _places.Select(name => CheckPlace(name, settings.Find(name))).OfType<SettingFault>(),
            .. target.Mappings.Select(m => CheckPlace("mappings", m.Attribute)).OfType<SettingFault>(),
            .. _operations.SelectMany(o => CheckOperation(settings, o.Name)),
        ];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = RestSettings.Read(target);
        var faults = new RestFaults(settings.Errors);
        return new RestConnector(
            settings, faults, new HttpServer(settings.Http, secrets, "application/json", "application/json", reply => faults.Explain(reply, writes: false).IsDone, time));
    }

    private static IEnumerable<ConnectorSetting> Declare((string Name, string Does, bool HasBody) operation)
    {
        yield return new($"{operation.Name}.path", false, $"Path below url that {operation.Does}.");
        yield return new($"{operation.Name}.method", false, "Its method: GET, POST, PUT, PATCH or DELETE; default the usual one.") { Allowed = [.. _methods] };
        if (operation.HasBody)
        {
            yield return new($"{operation.Name}.body", false, "JSON object that is sent in any case; attributes are put into it.");
        }
    }

    private static SettingFault? CheckPlace(string setting, string? text) => text is null || JsonPathSyntax.TryParse(text, out _)
        ? null
        : new(setting, "JSON_PATH_INVALID", $"{text} is no JSON path that is understood. Write it like profile.firstName, emails[?@.type=='work'].value or roles[*].");

    private static IEnumerable<SettingFault> CheckOperation(TargetSettings settings, string name)
    {
        if (settings.Find($"{name}.path") is { } path)
        {
            var template = new PathTemplate(path);
            if (!template.IsRelative || template.Names.Except(RestValues.Names).Any())
            {
                yield return new($"{name}.path", "PATH_INVALID", "A path is below url, without .. and host; its places are {id}, {name} and {entitlement}.");
            }
        }

        if (settings.Find($"{name}.body") is { } body && !IsObject(body))
        {
            yield return new($"{name}.body", "JSON_INVALID", "The body is a JSON object.");
        }
    }

    private static bool IsObject(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
