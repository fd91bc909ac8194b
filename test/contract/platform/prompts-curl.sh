# Get the latest production prompt
PROMPT=$(curl -s "https://api.agenttrace.io/v1/prompts/code-review?label=production" \
  -H "Authorization: Bearer $AGENTTRACE_API_KEY")

# Compile with variables
COMPILED=$(curl -s -X POST "https://api.agenttrace.io/v1/prompts/code-review/compile" \
  -H "Authorization: Bearer $AGENTTRACE_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "variables": {
      "language": "Python",
      "code": "def hello(): print(\"world\")"
    }
  }')

echo $COMPILED | jq '.compiledPrompt'
