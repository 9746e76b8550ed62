using System.Text.Json.Nodes;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Scim.Protocol;

namespace Prov.Connectors.Tests.Http;

/// <summary>Places in JSON as both languages write them, read and written.</summary>
public sealed class JsonPlaceTests
{
    private const string Document =
        """{"a":{"b c":1},"list":[{"type":"work","v":"x"},{"type":"home","v":"y"},{"n":3,"v":"z"},null,7],"plain":["p","q"]}""";

    [Theory]
    [InlineData("a['b c']", "1")]
    [InlineData("$.a", "{\"b c\":1}")]
    [InlineData("list[?@.type=='work'].v", "\"x\"")]
    [InlineData("list[?@.n==3].v", "\"z\"")]
    [InlineData("list[?@.n=='3'].v", "")]
    [InlineData("list[*].v", "\"x\" \"y\" \"z\"")]
    [InlineData("$['plain'][1]", "\"q\"")]
    [InlineData("plain[9]", "")]
    [InlineData("absent.deeper", "")]
    public void At_JsonPath_WhatIsThere(string path, string expected)
    {
        Assert.True(JsonPathSyntax.TryParse(path, out var place));
        Assert.Equal(expected, string.Join(' ', JsonNode.Parse(Document).At(place).Select(n => n.ToJsonString())));
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[")]
    [InlineData("$.*")]
    [InlineData("a[?@.b>1]")]
    [InlineData("a[?(@.b)]")]
    [InlineData("a b")]
    [InlineData("a[-1]")]
    public void TryParse_OtherThanPlaces_Refused(string path) => Assert.False(JsonPathSyntax.TryParse(path, out _));

    [Theory]
    [InlineData("a.b.c", "1", """{"a":{"b":{"c":1}}}""")]
    [InlineData("m[?@.type=='work'].v", "1", """{"m":[{"type":"work","v":1}]}""")]
    [InlineData("m[*].v", "[1,2]", """{"m":[{"v":1},{"v":2}]}""")]
    [InlineData("m[*]", "[1,2]", """{"m":[1,2]}""")]
    public void Set_OnNothing_MakesWhatLeadsThere(string path, string value, string expected)
    {
        var root = new JsonObject();
        Assert.True(JsonPathSyntax.TryParse(path, out var place));

        root.Set(place, JsonNode.Parse(value));
        Assert.Equal(expected, root.ToJsonString());

        root.Set(place, null);
        Assert.Empty(root.At(place));
    }

    [Fact]
    public void Set_OneElement_OthersStayAndABareOneGoes()
    {
        var root = (JsonObject)JsonNode.Parse("""{"m":[{"type":"work","v":1},{"type":"home","v":2,"primary":true}]}""")!;
        Assert.True(JsonPathSyntax.TryParse("m[?@.type=='work'].v", out var place));

        root.Set(place, null);

        Assert.Equal("""{"m":[{"type":"home","v":2,"primary":true}]}""", root.ToJsonString());
    }

    [Theory]
    [InlineData("userName", null, "userName", null)]
    [InlineData("name.givenName", null, "name", "givenName")]
    [InlineData("emails[type eq \"work\"].value", null, "emails", "value")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:title", null, "title", null)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "manager", "value")]
    public void TryParse_ScimPath_ItsParts(string text, string? schema, string attribute, string? member)
    {
        Assert.True(ScimPath.TryParse(text, out var path));
        Assert.Equal((schema, attribute, member), (path.Schema, path.Attribute, path.Member));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("emails[type eq work].value")]
    [InlineData("emails[type sw \"w\"].value")]
    [InlineData("emails[type eq \"a\" or true].value")]
    public void TryParse_OtherScimPaths_Refused(string text) => Assert.False(ScimPath.TryParse(text, out _));
}
