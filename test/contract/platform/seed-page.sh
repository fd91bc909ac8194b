# Create trace
TRACE=$(curl -s -X POST "https://api.agenttrace.io/v1/traces" \
  -H "Authorization: Bearer $AGENTTRACE_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "code-review",
    "input": {"file": "main.py"},
    "metadata": {"repository": "my-app"}
  }')

TRACE_ID=$(echo $TRACE | jq -r '.id')

# Add a generation observation
curl -X POST "https://api.agenttrace.io/v1/observations" \
  -H "Authorization: Bearer $AGENTTRACE_API_KEY" \
  -H "Content-Type: application/json" \
  -d "{
    \"traceId\": \"$TRACE_ID\",
    \"type\": \"generation\",
    \"name\": \"analyze-code\",
    \"model\": \"claude-3-sonnet\",
    \"input\": [{\"role\": \"user\", \"content\": \"Review this code...\"}],
    \"output\": \"The code looks good...\",
    \"usage\": {
      \"inputTokens\": 150,
      \"outputTokens\": 200
    }
  }"

# Add a score
curl -X POST "https://api.agenttrace.io/v1/scores" \
  -H "Authorization: Bearer $AGENTTRACE_API_KEY" \
  -H "Content-Type: application/json" \
  -d "{
    \"traceId\": \"$TRACE_ID\",
    \"name\": \"quality\",
    \"value\": 0.95,
    \"comment\": \"High-quality review\"
  }"
