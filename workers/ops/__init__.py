"""Operations: settings, log events, metrics, health, tracing."""
