/** Failure modes of MAST: Cemri et al., "Why Do Multi-Agent LLM Systems Fail?" (arXiv 2503.13657). */
export type MastMode =
  | '1.1 Disobey task specification'
  | '1.2 Disobey role specification'
  | '1.3 Step repetition'
  | '1.4 Loss of conversation history'
  | '1.5 Unaware of termination conditions'
  | '2.1 Conversation reset'
  | '2.2 Fail to ask for clarification'
  | '2.3 Task derailment'
  | '2.4 Information withholding'
  | "2.5 Ignored other agent's input"
  | '2.6 Reasoning-action mismatch'
  | '3.1 Premature termination'
  | '3.2 No or incomplete verification'
  | '3.3 Incorrect verification';

/** Leaves of the taxonomy of TRAIL: Deshpande et al., "Trace Reasoning and Agentic Issue Localization" (arXiv 2505.08638). */
export type TrailCategory =
  | 'Language-only'
  | 'Tool-related'
  | 'Poor Information Retrieval'
  | 'Tool Output Misinterpretation'
  | 'Incorrect Problem Identification'
  | 'Tool Selection Errors'
  | 'Formatting Errors'
  | 'Instruction Non-compliance'
  | 'Tool Definition Issues'
  | 'Environment Setup Errors'
  | 'Rate Limiting'
  | 'Authentication Errors'
  | 'Service Errors'
  | 'Resource Not Found'
  | 'Resource Exhaustion'
  | 'Timeout Issues'
  | 'Context Handling Failures'
  | 'Resource Abuse'
  | 'Goal Deviation'
  | 'Task Orchestration';
