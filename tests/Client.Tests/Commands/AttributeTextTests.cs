using Prov.Client.Commands.Events;
using Prov.V1;

namespace Prov.Client.Tests.Commands;

public sealed class AttributeTextTests
{
    [Theory]
    [InlineData("no", AttributeType.String, "{ \"stringValue\": \"no\" }")]
    [InlineData("-12", AttributeType.Integer, "{ \"integerValue\": \"-12\" }")]
    [InlineData("1e3", AttributeType.Double, "{ \"doubleValue\": 1000 }")]
    [InlineData("true", AttributeType.Boolean, "{ \"booleanValue\": true }")]
    [InlineData("2031-04-01", AttributeType.Timestamp, "{ \"timestampValue\": \"2031-04-01T00:00:00Z\" }")]
    [InlineData("2031-04-01T02:00:00+02:00", AttributeType.Timestamp, "{ \"timestampValue\": \"2031-04-01T00:00:00Z\" }")]
    [InlineData("AQI=", AttributeType.Binary, "{ \"bytesValue\": \"AQI=\" }")]
    [InlineData("", AttributeType.Integer, "{ }")]
    public void Parse_Text_GivesTheDeclaredType(string text, AttributeType type, string json) =>
        Assert.Equal(json, AttributeText.Parse(text, new() { Type = type }, ';')!.ToString());

    [Theory]
    [InlineData("1.5", AttributeType.Integer)]
    [InlineData("one", AttributeType.Double)]
    [InlineData("yes", AttributeType.Boolean)]
    [InlineData("2031-02-30", AttributeType.Timestamp)]
    [InlineData("???", AttributeType.Binary)]
    public void Parse_TextThatDoesNotFit_GivesNothing(string text, AttributeType type) =>
        Assert.Null(AttributeText.Parse(text, new() { Type = type }, ';'));

    [Fact]
    public void Parse_SeveralValues_DividesAtTheSeparator()
    {
        var value = AttributeText.Parse("1;2", new() { Type = AttributeType.Integer, MultiValued = true }, ';');

        Assert.Equal([1L, 2L], value!.ListValue.Values.Select(v => v.IntegerValue));
    }
}
